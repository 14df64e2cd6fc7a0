#include <catch2/catch.hpp>

#include "cuda/core/colour.h"
#include "cuda/core/random.h"

using namespace asrg;

namespace {
glm::vec3 random_vector(std::uint32_t i) { return {unit_float(hash_u32(i, 1)), unit_float(hash_u32(i, 2)), unit_float(hash_u32(i, 3))}; }
}  // namespace

TEST_CASE("YCoCg gives the colour back, both ways") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const glm::vec3 c = random_vector(i);
    const glm::vec3 there = rgb_from_ycocg(ycocg_from_rgb(c)), back = ycocg_from_rgb(rgb_from_ycocg(c));
    for (int k = 0; k < 3; ++k) {
      REQUIRE(there[k] == Approx(c[k]).margin(1e-6));
      REQUIRE(back[k] == Approx(c[k]).margin(1e-6));
    }
  }
}

TEST_CASE("grey has no chroma") {
  CHECK(ycocg_from_rgb(glm::vec3(0.75f)) == glm::vec3(0.75f, 0, 0));
  CHECK(rgb_from_ycocg({0.25f, 0, 0}) == glm::vec3(0.25f));
}

TEST_CASE("the gradient of YCoCg is the transpose of the transform") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const glm::vec3 y = random_vector(i), g = random_vector(1000 + i) - 0.5f;
    REQUIRE(glm::dot(rgb_from_ycocg(y), g) == Approx(glm::dot(y, ycocg_gradient(g))).margin(1e-6));
  }
}
