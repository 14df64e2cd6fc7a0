#include <catch2/catch.hpp>

#include "cuda/fit/ray_kernels.h"
#include "tests/cuda/fit/reference.h"
#include "tests/cuda/render/field_for_test.h"

using namespace asrg;

TEST_CASE("the shader's gradient with respect to weights and inputs equals central differences") {
  test::Random random(1);
  for (int n = 0; n < 5; ++n) {
    const ShaderWeights w = test::random_shader(random, 0.6f);
    const Channels in = test::random_channels(random);
    const glm::vec3 direction = test::random_direction(random), g_output = test::random_direction(random),
                    g_lobes = test::random_direction(random);

    ShaderActivations a;
    shader_forward(w, in, direction, a);
    ShaderWeights gw{};
    Channels g_in = splat(0.5f);  // it is added to
    const ShaderSlopes slopes = shader_backward(w, a, g_output, g_lobes, g_in);
    add_shader_gradient(a, slopes, gw);
    std::vector<Four> memory(StoredShading::rows);
    const StoredShading stored{{memory.data(), 1}};
    stored.put(0, a, slopes);
    for (int i = 0; i < ShaderWeights::count; ++i) REQUIRE(stored.gradient(ShaderFactors::of(i), 0) == gw.data()[i]);

    std::vector<double> weights = test::to_double(w);
    std::array<double, 8> input;
    for (int i = 0; i < 8; ++i) input[i] = in.v[i];
    const auto loss = [&] {
      const test::ShadingReference c = test::shade(weights, input, direction);
      double sum = 0;
      for (int o = 0; o < 3; ++o) sum += g_output[o] * c.mlp[o] + g_lobes[o] * c.lobes[o];
      return sum;
    };
    test::SlopeComparison weight_slopes, input_slopes;
    for (int i = 0; i < ShaderWeights::count; ++i) weight_slopes.add(gw.data()[i], test::central_difference(weights[i], 1e-6, loss));
    for (int i = 0; i < 8; ++i) input_slopes.add(g_in.v[i] - 0.5, test::central_difference(input[i], 1e-6, loss));
    CHECK(weight_slopes.largest() > 0.05);
    CHECK(weight_slopes.error(1.0) < 1e-3);
    CHECK(input_slopes.error(1.0) < 1e-3);
    for (int i = 3; i < 8; ++i) CHECK(gw.b3[i] == 0.0f);
  }
}

TEST_CASE("shader gradients add up over calls") {
  test::Random random(2);
  const ShaderWeights w = test::random_shader(random, 0.6f);
  Channels in = splat(0.3f);
  ShaderActivations a;
  shader_forward(w, in, {0, 0, 1}, a);
  ShaderWeights once{}, twice{};
  Channels g = splat(0.0f);
  const ShaderSlopes slopes = shader_backward(w, a, {1, -2, 3}, {2, 1, -1}, g);
  add_shader_gradient(a, slopes, once);
  add_shader_gradient(a, slopes, twice);
  add_shader_gradient(a, slopes, twice);
  for (int i = 0; i < ShaderWeights::count; ++i) REQUIRE(twice.data()[i] == Approx(2 * once.data()[i]).margin(1e-7));
}
