#include <catch2/catch.hpp>

#include "cuda/fit/patch_loss.h"
#include "tests/cuda/fit/reference.h"
#include "tests/cuda/grid/grid_for_test.h"

using namespace asrg;

TEST_CASE("the robust penalty is a square near zero, a line beyond delta, and its slope is right") {
  CHECK(huber(0.05f, 0.1f) == Approx(0.0025));
  CHECK(huber(-0.05f, 0.1f) == Approx(0.0025));
  CHECK(huber(0.3f, 0.1f) == Approx(0.1 * (0.6 - 0.1)));
  for (const float delta : {0.02f, 0.1f, 10.0f})
    for (int i = -100; i <= 100; ++i) {
      const float r = 0.0051f * static_cast<float>(i);
      double x = r;
      REQUIRE(huber(r, delta) == Approx(test::huber_penalty(r, delta)).margin(1e-7));
      REQUIRE(huber_gradient(r, delta) ==
              Approx(test::central_difference(x, 1e-6, [&] { return test::huber_penalty(x, delta); })).margin(1e-5));
    }
}

namespace {

struct PatchPair {
  std::array<glm::vec3, patch_rays> x, y;
  std::array<test::Colour, patch_rays> xd, yd;
};

/// Two patches of noise about a mean.
/// @param likeness share of the noise that they have in common
PatchPair random_patches(test::Random& random, float contrast, float likeness) {
  PatchPair p;
  for (int i = 0; i < patch_rays; ++i)
    for (int c = 0; c < 3; ++c) {
      const float common = random.unit() - 0.5f;
      p.x[i][c] = 0.5f + contrast * (likeness * common + (1 - likeness) * (random.unit() - 0.5f));
      p.y[i][c] = 0.4f + contrast * (likeness * common + (1 - likeness) * (random.unit() - 0.5f));
      p.xd[i][c] = p.x[i][c];
      p.yd[i][c] = p.y[i][c];
    }
  return p;
}

}  // namespace

TEST_CASE("the SSIM of patches equals a plain one in double precision, and its gradient central differences of that") {
  test::Random random(1);
  for (const float contrast : {1.0f, 0.3f, 0.05f})
    for (const float likeness : {0.0f, 0.5f, 0.9f}) {
      PatchPair p = random_patches(random, contrast, likeness);
      std::array<glm::vec3, patch_rays> gradient;
      gradient.fill(glm::vec3(0.25f));
      const float weight = -0.7f;
      CAPTURE(contrast, likeness);
      REQUIRE(patch_ssim(p.x.data(), p.y.data(), weight, gradient.data()) == Approx(test::mean_ssim(p.xd, p.yd)).margin(1e-4));
      test::SlopeComparison slopes;
      for (int i = 0; i < patch_rays; ++i)
        for (int c = 0; c < 3; ++c)
          slopes.add(gradient[i][c] - 0.25,
                     weight * test::central_difference(p.xd[i][c], 1e-5, [&] { return test::mean_ssim(p.xd, p.yd); }));
      CHECK(slopes.error(0.95) < 1e-3);
      CHECK(slopes.error(1.0) < 1e-2);
    }
}

TEST_CASE("a patch is most like itself") {
  test::Random random(2);
  const PatchPair p = random_patches(random, 0.8f, 0.0f);
  std::array<glm::vec3, patch_rays> gradient;
  gradient.fill(glm::vec3(0.0f));
  CHECK(patch_ssim(p.x.data(), p.x.data(), 1.0f, gradient.data()) == Approx(1.0).margin(1e-5));
  for (const glm::vec3 g : gradient)
    for (int c = 0; c < 3; ++c) CHECK(g[c] == Approx(0.0).margin(1e-5));
  CHECK(patch_ssim(p.x.data(), p.y.data(), 0.0f, gradient.data()) < 0.5f);
}
