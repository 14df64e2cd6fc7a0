#include <catch2/catch.hpp>

#include "cuda/render/shader.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>
#include <vector>

using namespace asrg;

namespace {

/// Nodes and weights of Gauss-Legendre quadrature on [-1, 1], by Newton's method on the Legendre polynomial.
std::vector<std::pair<double, double>> gauss_legendre(int n) {
  std::vector<std::pair<double, double>> nodes;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(3.14159265358979 * (i + 0.75) / (n + 0.5)), slope = 0;
    for (int iteration = 0; iteration < 20; ++iteration) {
      double p0 = 1, p1 = x;
      for (int k = 2; k <= n; ++k) {
        const double p2 = ((2 * k - 1) * x * p1 - (k - 1) * p0) / k;
        p0 = p1;
        p1 = p2;
      }
      slope = n * (x * p1 - p0) / (x * x - 1);
      x -= p1 / slope;
    }
    nodes.emplace_back(x, 2 / ((1 - x * x) * slope * slope));
  }
  return nodes;
}

}  // namespace

TEST_CASE("the spherical harmonics are orthonormal") {
  // Products have degree 6: 8 nodes along z and 12 around it integrate them exactly.
  constexpr double pi = 3.14159265358979;
  double gram[16][16] = {};
  for (const auto& [z, weight] : gauss_legendre(8))
    for (int i = 0; i < 12; ++i) {
      const double a = 2 * pi * (i + 0.3) / 12, r = std::sqrt(1 - z * z);
      float y[16];
      spherical_harmonics({static_cast<float>(r * std::cos(a)), static_cast<float>(r * std::sin(a)), static_cast<float>(z)}, y);
      for (int j = 0; j < 16; ++j)
        for (int k = 0; k < 16; ++k) gram[j][k] += weight * 2 * pi / 12 * y[j] * y[k];
    }
  for (int j = 0; j < 16; ++j)
    for (int k = 0; k < 16; ++k) {
      CAPTURE(j, k);
      CHECK(gram[j][k] == Approx(j == k ? 1.0 : 0.0).margin(2e-6));
    }
}

TEST_CASE("spherical harmonics of degree l change sign under reflection where l is odd") {
  test::Random random(1);
  for (int n = 0; n < 20; ++n) {
    const glm::vec3 d = test::random_direction(random);
    float there[16], back[16];
    spherical_harmonics(d, there);
    spherical_harmonics(-d, back);
    for (int i = 0; i < 16; ++i) {
      const int degree = i < 1 ? 0 : i < 4 ? 1 : i < 9 ? 2 : 3;
      REQUIRE(back[i] == Approx(degree % 2 ? -there[i] : there[i]).margin(1e-6));
    }
  }
}

TEST_CASE("the shader's forward pass equals a plain one in double precision") {
  test::Random random(2);
  for (int n = 0; n < 50; ++n) {
    const ShaderWeights w = test::random_shader(random, 0.6f);
    Channels in;
    for (float& x : in.v) x = 2.0f * random.unit() - 1.0f;
    const glm::vec3 d = test::random_direction(random);
    ShaderActivations a;
    shader_forward(w, in, d, a);

    float harmonics[16];
    spherical_harmonics(d, harmonics);
    double input[24], h1[16], h2[16];
    for (int i = 0; i < 24; ++i) input[i] = i < 8 ? in.v[i] : harmonics[i - 8];
    for (int h = 0; h < 16; ++h) {
      double s = w.b1[h];
      for (int i = 0; i < 24; ++i) s += static_cast<double>(w.w1[i][h]) * input[i];
      h1[h] = std::max(s, 0.0);
      REQUIRE(a.h1[h] == Approx(h1[h]).margin(3e-6));
    }
    for (int h = 0; h < 16; ++h) {
      double s = w.b2[h];
      for (int i = 0; i < 16; ++i) s += static_cast<double>(w.w2[i][h]) * h1[i];
      h2[h] = std::max(s, 0.0);
      REQUIRE(a.h2[h] == Approx(h2[h]).margin(3e-6));
    }
    for (int o = 0; o < 3; ++o) {
      double s = w.b3[o];
      for (int h = 0; h < 16; ++h) s += static_cast<double>(w.w3[o][h]) * h2[h];
      REQUIRE(a.output[o] == Approx(1 / (1 + std::exp(-s))).margin(3e-6));
      double lobes = 0;
      for (int f = 0; f < 4; ++f)
        for (int j = 0; j < 8; ++j) lobes += static_cast<double>(in.v[4 + f]) * w.lobes[f][o][j] * harmonics[1 + j];
      REQUIRE(a.lobes[o] == Approx(lobes).margin(3e-6));
      REQUIRE(a.specular(0.25f)[o] == Approx(0.25 * a.output[o] + lobes).margin(3e-6));
    }
  }
}

TEST_CASE("to shade a composite of features by their lobes is to shade each sample and to composite") {
  test::Random random(3);
  ShaderWeights w = test::random_shader(random, 0.6f);
  const glm::vec3 d = test::random_direction(random);
  Channels whole = splat(0.0f);
  glm::vec3 apart(0.0f);
  for (int n = 0; n < 5; ++n) {
    Channels sample;
    for (float& x : sample.v) x = 2.0f * random.unit() - 1.0f;
    ShaderActivations a;
    shader_forward(w, sample, d, a);
    const float weight = random.unit();
    for (int o = 0; o < 3; ++o) apart[o] += weight * a.lobes[o];
    add_scaled(whole, weight, sample);
  }
  ShaderActivations a;
  shader_forward(w, whole, d, a);
  for (int o = 0; o < 3; ++o) CHECK(a.lobes[o] == Approx(apart[o]).margin(1e-5));
}
