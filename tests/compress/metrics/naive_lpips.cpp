#include "tests/compress/metrics/naive_lpips.h"

#include "cuda/core/random.h"

#include <algorithm>
#include <cmath>

namespace asrg::test {
namespace {

/// Feature maps, indexed [channel][y][x].
using Maps = std::vector<std::vector<std::vector<double>>>;

Maps zeros(std::size_t channels, int height, int width) {
  return Maps(channels,
              std::vector<std::vector<double>>(static_cast<std::size_t>(height), std::vector<double>(static_cast<std::size_t>(width))));
}

int height(const Maps& m) { return static_cast<int>(m[0].size()); }
int width(const Maps& m) { return static_cast<int>(m[0][0].size()); }

Maps convolve(const Maps& in, const Weights& weights, const std::string& name, int stride, int padding) {
  const FloatArray& w = weights.at(name + ".weight");
  const int k = static_cast<int>(w.shape[2]);
  Maps out = zeros(w.shape[0], (height(in) + 2 * padding - k) / stride + 1, (width(in) + 2 * padding - k) / stride + 1);
  for (std::size_t o = 0; o < out.size(); ++o)
    for (int y = 0; y < height(out); ++y)
      for (int x = 0; x < width(out); ++x) {
        double sum = weights.at(name + ".bias").values[o];
        for (std::size_t i = 0; i < in.size(); ++i)
          for (int v = 0; v < k; ++v)
            for (int u = 0; u < k; ++u) {
              const int sy = y * stride + v - padding, sx = x * stride + u - padding;
              if (sy < 0 || sx < 0 || sy >= height(in) || sx >= width(in)) continue;
              sum +=
                  w.values[((o * in.size() + i) * static_cast<std::size_t>(k) + static_cast<std::size_t>(v)) * static_cast<std::size_t>(k) +
                           static_cast<std::size_t>(u)] *
                  in[i][static_cast<std::size_t>(sy)][static_cast<std::size_t>(sx)];
            }
        out[o][static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = std::max(0.0, sum);
      }
  return out;
}

Maps pool(const Maps& in, bool ceil_mode) {
  const auto extent = [&](int n) {
    const double steps = (n - 3) / 2.0;
    return static_cast<int>(ceil_mode ? std::ceil(steps) : std::floor(steps)) + 1;
  };
  Maps out = zeros(in.size(), extent(height(in)), extent(width(in)));
  for (std::size_t c = 0; c < in.size(); ++c)
    for (int y = 0; y < height(out); ++y)
      for (int x = 0; x < width(out); ++x) {
        // Activations are not negative.
        double largest = 0;
        for (int v = 0; v < 3; ++v)
          for (int u = 0; u < 3; ++u)
            if (2 * y + v < height(in) && 2 * x + u < width(in))
              largest = std::max(largest, in[c][static_cast<std::size_t>(2 * y + v)][static_cast<std::size_t>(2 * x + u)]);
        out[c][static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = largest;
      }
  return out;
}

Maps fire(const Maps& in, const Weights& weights, int index) {
  const std::string name = "features." + std::to_string(index);
  const Maps squeezed = convolve(in, weights, name + ".squeeze", 1, 0);
  Maps out = convolve(squeezed, weights, name + ".expand1x1", 1, 0);
  for (const auto& map : convolve(squeezed, weights, name + ".expand3x3", 1, 1)) out.push_back(map);
  return out;
}

Maps scaled(const ImageF& image) {
  constexpr double shift[] = {-.030, -.088, -.188}, scale[] = {.458, .448, .450};
  Maps m = zeros(3, image.height, image.width);
  for (std::size_t c = 0; c < 3; ++c)
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        m[c][static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = (image.at(x, y)[c] * 2.0 - 1.0 - shift[c]) / scale[c];
  return m;
}

std::vector<Maps> alex_taps(const ImageF& image, const Weights& w) {
  std::vector<Maps> taps;
  taps.push_back(convolve(scaled(image), w, "features.0", 4, 2));
  taps.push_back(convolve(pool(taps[0], false), w, "features.3", 1, 2));
  taps.push_back(convolve(pool(taps[1], false), w, "features.6", 1, 1));
  taps.push_back(convolve(taps[2], w, "features.8", 1, 1));
  taps.push_back(convolve(taps[3], w, "features.10", 1, 1));
  return taps;
}

std::vector<Maps> squeeze_taps(const ImageF& image, const Weights& w) {
  std::vector<Maps> taps;
  taps.push_back(convolve(scaled(image), w, "features.0", 2, 0));
  taps.push_back(fire(fire(pool(taps[0], true), w, 3), w, 4));
  taps.push_back(fire(fire(pool(taps[1], true), w, 6), w, 7));
  taps.push_back(fire(pool(taps[2], true), w, 9));
  for (const int index : {10, 11, 12}) taps.push_back(fire(taps.back(), w, index));
  return taps;
}

double distance(const std::vector<Maps>& a, const std::vector<Maps>& b, const Weights& weights) {
  double total = 0;
  for (std::size_t t = 0; t < a.size(); ++t) {
    const std::vector<float>& lin = weights.at("lin" + std::to_string(t) + ".weight").values;
    double sum = 0;
    for (std::size_t y = 0; y < a[t][0].size(); ++y)
      for (std::size_t x = 0; x < a[t][0][0].size(); ++x) {
        double na = 0, nb = 0;
        for (std::size_t c = 0; c < a[t].size(); ++c) {
          na += a[t][c][y][x] * a[t][c][y][x];
          nb += b[t][c][y][x] * b[t][c][y][x];
        }
        for (std::size_t c = 0; c < a[t].size(); ++c)
          sum += lin[c] * std::pow(a[t][c][y][x] / (std::sqrt(na) + 1e-10) - b[t][c][y][x] / (std::sqrt(nb) + 1e-10), 2);
      }
    total += sum / (height(a[t]) * width(a[t]));
  }
  return total;
}

void add(Weights& weights, const std::string& name, std::vector<std::size_t> shape, float low, float high) {
  FloatArray array{std::move(shape), {}};
  std::size_t count = 1;
  for (const std::size_t n : array.shape) count *= n;
  const auto stream = static_cast<std::uint32_t>(weights.size());
  for (std::size_t i = 0; i < count; ++i)
    array.values.push_back(low + (high - low) * unit_float(hash_u32(static_cast<std::uint32_t>(i), stream)));
  weights[name] = std::move(array);
}

void add_convolution(Weights& weights, const std::string& name, std::size_t outputs, std::size_t inputs, std::size_t kernel) {
  const float bound = std::sqrt(6.0f / static_cast<float>(inputs * kernel * kernel));
  add(weights, name + ".weight", {outputs, inputs, kernel, kernel}, -bound, bound);
  add(weights, name + ".bias", {outputs}, -0.2f, 0.2f);
}

void add_fire(Weights& weights, int index, std::size_t inputs, std::size_t squeeze, std::size_t outputs) {
  const std::string name = "features." + std::to_string(index);
  add_convolution(weights, name + ".squeeze", squeeze, inputs, 1);
  add_convolution(weights, name + ".expand1x1", outputs, squeeze, 1);
  add_convolution(weights, name + ".expand3x3", outputs, squeeze, 3);
}

void add_linear(Weights& weights, std::initializer_list<std::size_t> channels) {
  int tap = 0;
  for (const std::size_t c : channels) add(weights, "lin" + std::to_string(tap++) + ".weight", {1, c, 1, 1}, 0.0f, 1.0f);
}

}  // namespace

Weights alex_weights() {
  Weights w;
  add_convolution(w, "features.0", 64, 3, 11);
  add_convolution(w, "features.3", 192, 64, 5);
  add_convolution(w, "features.6", 384, 192, 3);
  add_convolution(w, "features.8", 256, 384, 3);
  add_convolution(w, "features.10", 256, 256, 3);
  add_linear(w, {64, 192, 384, 256, 256});
  return w;
}

Weights squeeze_weights() {
  Weights w;
  add_convolution(w, "features.0", 64, 3, 3);
  add_fire(w, 3, 64, 16, 64);
  add_fire(w, 4, 128, 16, 64);
  add_fire(w, 6, 128, 32, 128);
  add_fire(w, 7, 256, 32, 128);
  add_fire(w, 9, 256, 48, 192);
  add_fire(w, 10, 384, 48, 192);
  add_fire(w, 11, 384, 64, 256);
  add_fire(w, 12, 512, 64, 256);
  add_linear(w, {64, 128, 256, 384, 384, 512, 512});
  return w;
}

double naive_lpips_alex(const ImageF& a, const ImageF& b, const Weights& weights) {
  return distance(alex_taps(a, weights), alex_taps(b, weights), weights);
}

double naive_lpips_squeeze(const ImageF& a, const ImageF& b, const Weights& weights) {
  return distance(squeeze_taps(a, weights), squeeze_taps(b, weights), weights);
}

}  // namespace asrg::test
