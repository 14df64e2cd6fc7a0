#include <catch2/catch.hpp>

#include "cuda/render/highlights.h"
#include "tests/cuda/render/field_for_test.h"

#include <algorithm>

using namespace asrg;

namespace {

/// A map whose numbers are smooth functions of the texel's direction.
std::vector<glm::vec4> random_map(test::Random& random) {
  std::vector<glm::vec4> map;
  for (int i = 0; i < HighlightMap::count; ++i)
    map.emplace_back(random.unit() - 0.5f, random.unit() - 0.5f, random.unit() - 0.5f, random.unit() - 0.5f);
  return map;
}

glm::vec3 colour(const std::vector<glm::vec4>& map, const Channels& composite, glm::vec3 direction) {
  ShaderActivations a{};
  add_highlights(map.data(), composite, direction, a);
  return {a.lobes[0], a.lobes[1], a.lobes[2]};
}

}  // namespace

TEST_CASE("the map of highlights covers the sphere: weights add up to 1, axes lie on texels") {
  test::Random random(1);
  for (int n = 0; n < 2000; ++n) {
    const HighlightTap tap = highlight_tap(test::random_direction(random));
    float sum = 0;
    for (int k = 0; k < 4; ++k) {
      REQUIRE(tap.texel[k] >= 0);
      REQUIRE(tap.texel[k] < HighlightMap::texels);
      REQUIRE(tap.weight[k] >= -1e-6f);
      sum += tap.weight[k];
    }
    REQUIRE(sum == Approx(1));
  }
  const auto texel = [](glm::vec3 d) {
    const HighlightTap tap = highlight_tap(d);
    return tap.texel[std::max_element(tap.weight, tap.weight + 4) - tap.weight];
  };
  CHECK(texel({0, 0, 1}) == 8 * 17 + 8);
  CHECK(texel({1, 0, 0}) == 8 * 17 + 16);
  CHECK(texel({0, -1, 0}) == 8);
  CHECK(texel({0, 0, -1}) == 0);
}

TEST_CASE("the map of highlights has no seam: near directions have near colours, also where the octahedron is folded") {
  test::Random random(2);
  const auto map = random_map(random);
  Channels composite = splat(0.0f);
  for (int f = 4; f < 8; ++f) composite.v[f] = 1.0f;
  float largest = 0;
  for (int n = 0; n < 20000; ++n) {
    glm::vec3 d = test::random_direction(random);
    if (n % 2) d[n / 2 % 2] *= 1e-4f;  // by an edge of the folded half
    d = glm::normalize(d);
    const glm::vec3 near = glm::normalize(d + 2e-4f * test::random_direction(random));
    largest = std::max(largest, glm::length(colour(map, composite, d) - colour(map, composite, near)));
  }
  CHECK(largest < 0.03f);
}

TEST_CASE("highlights of a composite are the composite of highlights") {
  test::Random random(3);
  const auto map = random_map(random);
  const glm::vec3 d = test::random_direction(random);
  Channels whole = splat(0.0f);
  glm::vec3 apart(0.0f);
  for (int n = 0; n < 5; ++n) {
    const Channels sample = test::random_channels(random);
    const float weight = random.unit();
    apart += weight * colour(map, sample, d);
    add_scaled(whole, weight, sample);
  }
  CHECK(glm::length(colour(map, whole, d) - apart) < 1e-5f);
  CHECK(glm::length(apart) > 0.01f);
}
