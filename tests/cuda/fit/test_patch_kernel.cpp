#include <catch2/catch.hpp>

#include "cuda/core/launch.h"
#include "cuda/fit/ray_kernels.h"
#include "tests/cuda/fit/patch_reference.h"
#include "tests/cuda/fit/patch_rig.h"

using namespace asrg;
using test::patches;
using test::PatchReference;
using test::PatchRig;

TEST_CASE("a patch's colours equal a plain rendering in double precision, on each background") {
  PatchRig rig(GENERATE(FitBackground::white, FitBackground::black, FitBackground::random, FitBackground::environment));
  const PatchReference reference(rig);
  REQUIRE(reference.samples() > 1000);
  CHECK(reference.worst_colour() < 1e-5);
  rig.run();
  CHECK(rig.squared_error == Approx(reference.squared_error()).epsilon(1e-5));
  CHECK(rig.samples == reference.samples());
}

TEST_CASE("the gradient of whole patches equals central differences: corners, shader, highlights, exposure, environment") {
  PatchRig rig(GENERATE(FitBackground::random, FitBackground::environment));
  // Quadratic everywhere, or with a linear part.
  rig.loss.huber_delta = GENERATE(0.1f, 10.0f);
  PatchReference reference(rig);
  rig.run();
  const auto loss = [&] { return reference.loss(); };
  test::Random random(5);

  const auto corners = reference.touched_corners();
  test::SlopeComparison density, other;
  for (int n = 0; n < 80; ++n) {
    const std::int32_t corner = corners[static_cast<std::size_t>(random.below(static_cast<int>(corners.size())))];
    const int k = n % 2 ? 1 + random.below(7) : 0;
    (k ? other : density).add(rig.corner_gradient[corner].v[k], test::central_difference(reference.values[corner][k], 1e-5, loss));
  }
  CHECK(density.error(0.95) < 2e-3);
  CHECK(density.error(1.0) < 2e-2);
  CHECK(other.error(0.95) < 2e-3);
  CHECK(other.error(1.0) < 2e-2);

  test::SlopeComparison weights;
  for (int i = random.below(7); i < ShaderWeights::count; i += 7)
    weights.add(rig.shader_gradient.data()[i], test::central_difference(reference.shader[i], 1e-6, loss));
  CHECK(weights.error(0.95) < 2e-3);
  CHECK(weights.error(1.0) < 2e-2);

  test::SlopeComparison shares;
  int with_slope = 0;
  for (int i = 0; i < 4 * HighlightMap::count; ++i) {
    const float g = rig.highlight_gradient[static_cast<std::size_t>(i / 4)][i % 4];
    with_slope += g != 0;
    if (g != 0 ? with_slope % 5 == 0 : i % 97 == 0) shares.add(g, test::central_difference(reference.highlights[i], 1e-5, loss));
  }
  CHECK(with_slope > 40);
  CHECK(shares.error(0.95) < 2e-3);
  CHECK(shares.error(1.0) < 2e-2);

  test::SlopeComparison exposures;
  for (std::size_t i = 0; i < rig.views.size(); ++i)
    for (int c = 0; c < 3; ++c) {
      exposures.add(rig.photo_gradient[i].log_gain[c], test::central_difference(reference.exposure[i].log_gain[c], 1e-6, loss));
      exposures.add(rig.photo_gradient[i].offset[c], test::central_difference(reference.exposure[i].offset[c], 1e-6, loss));
    }
  CHECK(exposures.error(1.0) < 2e-3);

  if (rig.loss.background != FitBackground::environment) {
    for (const glm::vec3 g : rig.environment_gradient) REQUIRE(g == glm::vec3(0.0f));
    return;
  }
  test::SlopeComparison texels;
  for (const int i : reference.touched_texels()) {
    const int c = random.below(3);
    texels.add(rig.environment_gradient[i][c], test::central_difference(reference.environment[i][c], 1e-5, loss));
  }
  REQUIRE(texels.count() > 10);
  CHECK(texels.error(1.0) < 2e-3);
}

TEST_CASE("each term of the loss is switched off by its weight") {
  PatchRig rig(FitBackground::white);
  rig.loss.ssim_weight = rig.loss.distortion_weight = rig.loss.opacity_weight = rig.loss.specular_weight = 0;
  PatchReference reference(rig);
  rig.run();
  const auto corners = reference.touched_corners();
  test::SlopeComparison slopes;
  for (std::size_t i = 0; i < corners.size(); i += corners.size() / 40)
    slopes.add(rig.corner_gradient[corners[i]].v[0],
               test::central_difference(reference.values[corners[i]][0], 1e-5, [&] { return reference.loss(); }));
  CHECK(slopes.error(1.0) < 2e-2);
}

TEST_CASE("running the same patches twice gives the same sums, and another step others") {
  PatchRig rig(FitBackground::random);
  rig.run();
  const auto corners = rig.corner_gradient;
  const double squared_error = rig.squared_error;
  rig.run();
  CHECK(rig.squared_error == squared_error);
  bool same = true;
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (int k = 0; k < Channels::count; ++k) same = same && corners[i].v[k] == rig.corner_gradient[i].v[k];
  CHECK(same);
  rig.clear();
  PatchKernel other = rig.kernel();
  ++other.step;
  launch(rig.device, "patches", patches, other, 1);
  CHECK(rig.squared_error != squared_error);
}

TEST_CASE("one thread per ray gives what one thread per patch gives") {
  PatchRig rig(GENERATE(FitBackground::random, FitBackground::environment));
  rig.run();
  const PatchRig& whole = rig;
  const auto corners = whole.corner_gradient;
  const auto weight = whole.cell_weight, error = whole.cell_error;
  const ShaderWeights shader = whole.shader_gradient;
  const auto environment = whole.environment_gradient;
  const auto highlights = whole.highlight_gradient;
  const auto photos = whole.photo_gradient;
  const double squared_error = whole.squared_error;
  const std::int64_t samples = whole.samples;

  rig.clear();
  constexpr int rays = patches * patch_rays;
  std::vector<Four> pixels(rays * StoredPixels::rows), shading(rays * StoredShading::rows),
      composite_gradient(rays * RayPasses::composite_gradient_rows);
  std::vector<glm::vec3> colour(rays), gradient(rays);
  std::vector<float> ray_error(rays);
  std::vector<ShaderWeights> sums(ShaderPass::chunks);
  std::vector<glm::vec3> target(colour.size());
  std::vector<SsimWindow> windows(static_cast<std::size_t>(patches) * ssim_windows);
  const RayPasses passes{.patch = rig.kernel(),
                         .pixels = {{pixels.data(), rays}},
                         .shading = {{shading.data(), rays}},
                         .composite_gradient = {composite_gradient.data(), rays},
                         .colour = colour.data(),
                         .target = target.data(),
                         .gradient = gradient.data(),
                         .error = ray_error.data(),
                         .windows = windows.data()};
  launch(rig.device, "render", rays, ForwardPass{passes});
  launch(rig.device, "compare", patches * ssim_windows, SsimPass{passes});
  launch(rig.device, "differentiate shading", rays, ShadingPass{passes});
  launch(rig.device, "differentiate", rays, BackwardPass<true>{passes});
  launch(rig.device, "sum", ShaderWeights::count * ShaderPass::chunks, ShaderPass{passes.pixels, passes.shading, rays, sums.data()});

  CHECK(rig.samples == samples);
  CHECK(rig.squared_error == Approx(squared_error).epsilon(1e-7));
  for (std::size_t i = 0; i < corners.size(); ++i)
    for (int k = 0; k < Channels::count; ++k) REQUIRE(rig.corner_gradient[i].v[k] == Approx(corners[i].v[k]).margin(1e-8).epsilon(1e-5));
  for (std::size_t i = 0; i < weight.size(); ++i) {
    REQUIRE(rig.cell_weight[i] == weight[i]);
    REQUIRE(rig.cell_error[i] == Approx(error[i]).margin(1e-9));
  }
  for (int i = 0; i < ShaderWeights::count; ++i) {
    double sum = 0;
    for (const ShaderWeights& s : sums) sum += s.data()[i];
    REQUIRE(sum == Approx(shader.data()[i]).margin(1e-7).epsilon(1e-4));
  }
  for (int i = 0; i < EnvironmentSize::texels; ++i) REQUIRE(glm::length(rig.environment_gradient[i] - environment[i]) < 1e-7f);
  for (int i = 0; i < HighlightMap::count; ++i) REQUIRE(glm::length(rig.highlight_gradient[i] - highlights[i]) < 1e-6f);
  float moved = 0;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    PhotoCorrection a = photos[i], b = rig.photo_gradient[i];
    moved += glm::length(a.rotation);
    for (int k = 0; k < PhotoCorrection::count; ++k) CHECK(b.data()[k] == Approx(a.data()[k]).margin(1e-6).epsilon(1e-3));
  }
  CHECK(moved > 0);
}
