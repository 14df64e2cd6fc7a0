#include "tests/cuda/fit/reference.h"

namespace asrg::test {

Corners to_double(const std::vector<Channels>& values) {
  Corners corners(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) corners[i][c] = values[i].v[c];
  return corners;
}

std::vector<double> to_double(const ShaderWeights& weights) { return {weights.data(), weights.data() + ShaderWeights::count}; }

std::vector<SamplePlace> sample_places(const Topology& t, const SampleRecord* records, int count, float step) {
  std::vector<SamplePlace> places;
  for (int i = 0; i < count; ++i) {
    const SampleRecord& r = records[i];
    const auto brick = std::upper_bound(t.cell_begin.begin(), t.cell_begin.end(), r.cell) - t.cell_begin.begin() - 1;
    SamplePlace p;
    p.corners = t.cell_corners[r.cell];
    for (int k = 0; k < 8; ++k)
      p.weights[k] = (k & 1 ? r.fraction[0] : 1.0 - r.fraction[0]) * (k & 2 ? r.fraction[1] : 1.0 - r.fraction[1]) *
                     (k & 4 ? r.fraction[2] : 1.0 - r.fraction[2]);
    p.length = static_cast<double>(step) * t.lattice.stride(t.bricks[brick].level) / t.lattice.reference_length();
    p.t = r.t;
    places.push_back(p);
  }
  return places;
}

RayReference composite(std::span<const SamplePlace> places, const Corners& values) {
  RayReference ray;
  double transmittance = 1;
  std::vector<double> weight(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::array<double, 8> value{};
    for (int k = 0; k < 8; ++k)
      for (int c = 0; c < 8; ++c) value[c] += places[i].weights[k] * values[places[i].corners[k]][c];
    const double through = std::exp(-std::exp(value[0]) * places[i].length);
    weight[i] = transmittance * (1 - through);
    transmittance *= through;
    ray.sum[0] += weight[i];
    for (int c = 1; c < 8; ++c) ray.sum[c] += weight[i] * value[c];
    for (std::size_t j = 0; j < i; ++j) ray.distortion += 2 * weight[i] * weight[j] * std::abs(places[i].t - places[j].t);
  }
  return ray;
}

ShadingReference shade(const std::vector<double>& weights, const std::array<double, 8>& composite, glm::vec3 direction) {
  const double* next = weights.data();
  const auto take = [&](int count) {
    const double* first = next;
    next += count;
    return first;
  };
  constexpr int n = ShaderWeights::hidden, inputs = ShaderWeights::inputs;
  const double *w1 = take(inputs * n), *b1 = take(n), *w2 = take(n * n), *b2 = take(n), *w3 = take(3 * n), *b3 = take(8),
               *lobes = take(4 * 3 * 8);
  float harmonics[16];
  spherical_harmonics(direction, harmonics);
  std::array<double, inputs> in;
  for (int i = 0; i < inputs; ++i) in[i] = i < 8 ? composite[i] : harmonics[i - 8];
  std::array<double, n> h1, h2;
  for (int h = 0; h < n; ++h) {
    h1[h] = b1[h];
    for (int i = 0; i < inputs; ++i) h1[h] += w1[i * n + h] * in[i];
    h1[h] = std::max(h1[h], 0.0);
  }
  for (int h = 0; h < n; ++h) {
    h2[h] = b2[h];
    for (int i = 0; i < n; ++i) h2[h] += w2[i * n + h] * h1[i];
    h2[h] = std::max(h2[h], 0.0);
  }
  ShadingReference out;
  for (int o = 0; o < 3; ++o) {
    double s = b3[o];
    for (int h = 0; h < n; ++h) s += w3[o * n + h] * h2[h];
    out.mlp[o] = 1 / (1 + std::exp(-s));
    for (int f = 0; f < 4; ++f)
      for (int j = 0; j < 8; ++j) out.lobes[o] += composite[4 + f] * lobes[(f * 3 + o) * 8 + j] * harmonics[1 + j];
  }
  return out;
}

Colour shade_highlights(const std::vector<double>& map, const std::array<double, 8>& composite, glm::vec3 direction) {
  const double x = direction.x, y = direction.y, z = direction.z, s = std::abs(x) + std::abs(y) + std::abs(z);
  double p = x / s, q = y / s;
  if (z < 0) {
    const double old = p;
    p = (1 - std::abs(q)) * (p < 0 ? -1 : 1);
    q = (1 - std::abs(old)) * (q < 0 ? -1 : 1);
  }
  Colour colour{};
  for (int j = 0; j <= 16; ++j)
    for (int i = 0; i <= 16; ++i) {
      const double weight = std::max(0.0, 1 - std::abs(8 + 8 * p - i)) * std::max(0.0, 1 - std::abs(8 + 8 * q - j));
      int first_i = i, first_j = j;
      if (i % 16 == 0) first_j = std::min(j, 16 - j);
      if (first_j % 16 == 0) first_i = std::min(i, 16 - i);
      for (int o = 0; o < 3; ++o)
        for (int f = 0; f < 4; ++f) colour[o] += weight * composite[4 + f] * map[((first_j * 17 + first_i) * 3 + o) * 4 + f];
    }
  return colour;
}

double huber_penalty(double r, double delta) {
  const double a = std::abs(r);
  return a <= delta ? a * a : 2 * delta * a - delta * delta;
}

double mean_ssim(std::span<const Colour> x, std::span<const Colour> y) {
  constexpr int window = 7;
  constexpr double c1 = 0.0001, c2 = 0.0009, n = window * window;
  double total = 0;
  for (int c = 0; c < 3; ++c)
    for (int corner = 0; corner < 4; ++corner) {
      const auto at = [&](std::span<const Colour> image, int i) {
        return image[static_cast<std::size_t>((corner / 2 + i / window) * patch_edge + corner % 2 + i % window)][c];
      };
      double mx = 0, my = 0, vx = 0, vy = 0, cov = 0;
      for (int i = 0; i < window * window; ++i) {
        mx += at(x, i) / n;
        my += at(y, i) / n;
      }
      for (int i = 0; i < window * window; ++i) {
        vx += (at(x, i) - mx) * (at(x, i) - mx) / n;
        vy += (at(y, i) - my) * (at(y, i) - my) / n;
        cov += (at(x, i) - mx) * (at(y, i) - my) / n;
      }
      total += (2 * mx * my + c1) * (2 * cov + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2));
    }
  return total / 12;
}

}  // namespace asrg::test
