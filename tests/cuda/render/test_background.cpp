#include <catch2/catch.hpp>

#include "cuda/render/background.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>

using namespace asrg;

namespace {

constexpr float pi = 3.14159265f;
constexpr int width = EnvironmentSize::width, height = EnvironmentSize::height;

glm::vec3 direction(float azimuth, float inclination) {
  return {std::sin(inclination) * std::cos(azimuth), std::sin(inclination) * std::sin(azimuth), std::cos(inclination)};
}

float look_up(const std::vector<float>& map, glm::vec3 d) {
  const EnvironmentTap tap = environment_tap(d);
  float sum = 0;
  for (int k = 0; k < 4; ++k) sum += tap.weight[k] * map[tap.index[k]];
  return sum;
}

std::vector<float> random_map(std::uint32_t seed) {
  test::Random random(seed);
  std::vector<float> map(EnvironmentSize::texels);
  for (float& x : map) x = random.unit();
  return map;
}

}  // namespace

TEST_CASE("the weights of an environment look-up are a mean over texels of the map") {
  test::Random random(1);
  std::vector<glm::vec3> directions{{1, 0, 0}, {-1, 0, 0}, {-1, -0.0f, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}, {0, 0, 1.0001f}};
  for (int i = 0; i < 2000; ++i) directions.push_back(test::random_direction(random));
  for (int i = 0; i < 200; ++i)
    directions.push_back(direction((i % 2 ? pi : -pi) * (1 - 1e-7f * static_cast<float>(i)), pi * random.unit()));
  for (const glm::vec3 d : directions) {
    const EnvironmentTap tap = environment_tap(d);
    float sum = 0;
    for (int k = 0; k < 4; ++k) {
      REQUIRE(tap.index[k] >= 0);
      REQUIRE(tap.index[k] < EnvironmentSize::texels);
      REQUIRE(tap.weight[k] >= 0);
      REQUIRE(tap.weight[k] <= 1);
      sum += tap.weight[k];
    }
    REQUIRE(sum == Approx(1.0f).margin(1e-6));
  }
}

TEST_CASE("the centre of a texel shows this texel: rows from zenith to nadir, columns from azimuth -pi") {
  const auto map = random_map(2);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const float azimuth = (static_cast<float>(x) + 0.5f) / width * 2 * pi - pi,
                  inclination = (static_cast<float>(y) + 0.5f) / height * pi;
      REQUIRE(look_up(map, direction(azimuth, inclination)) == Approx(map[y * width + x]).margin(2e-4));
    }
}

TEST_CASE("the environment is continuous across its seam and along meridians over the equator") {
  const auto map = random_map(3);
  for (int i = 1; i < 100; ++i) {
    const float inclination = pi * static_cast<float>(i) / 100;
    REQUIRE(look_up(map, direction(pi - 1e-4f, inclination)) == Approx(look_up(map, direction(-pi + 1e-4f, inclination))).margin(5e-3));
    const float azimuth = 2 * pi * static_cast<float>(i) / 100 - pi;
    REQUIRE(look_up(map, direction(azimuth, 0.5f * pi - 1e-4f)) ==
            Approx(look_up(map, direction(azimuth, 0.5f * pi + 1e-4f))).margin(5e-3));
  }
}

TEST_CASE("between two texels the environment is their mean") {
  const auto map = random_map(4);
  const float row = 10.5f / height * pi;
  CHECK(look_up(map, direction(2 * pi * 8.0f / width - pi, row)) ==
        Approx(0.5f * (map[10 * width + 7] + map[10 * width + 8])).margin(1e-4));
  CHECK(look_up(map, direction(pi, row)) == Approx(0.5f * (map[10 * width + width - 1] + map[10 * width])).margin(1e-4));
}
