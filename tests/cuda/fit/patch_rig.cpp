#include "tests/cuda/fit/patch_rig.h"

#include "cuda/core/launch.h"

namespace asrg::test {

PatchRig::PatchRig(FitBackground background) {
  const Lattice& l = topology.lattice;
  const glm::vec3 centre = l.to_world(0.5f * glm::vec3(l.extent()));
  for (const glm::vec3 from : {glm::vec3(2, 1, 0.4f), glm::vec3(-1, 2, -0.8f)}) {
    views.push_back({camera_towards(centre + 2.0f * from, centre, glm::ivec2(photo_edge), 30), nullptr});
    for (int i = 0; i < photo_edge * photo_edge * 4; ++i)
      pixels.push_back(i % 4 == 3 && background == FitBackground::environment ? 255 : static_cast<std::uint8_t>(random.below(256)));
  }
  views[0].gain = {1.2f, 0.9f, 1.05f};
  views[0].offset = {0.02f, -0.03f, 0.01f};
  views[1].gain = {0.8f, 1.1f, 0.95f};
  views[1].offset = {-0.01f, 0.04f, 0.03f};
  for (std::size_t i = 0; i < views.size(); ++i) views[i].pixels = pixels.data() + i * photo_edge * photo_edge * 4;
  for (int i = 0; i < EnvironmentSize::texels; ++i) environment.emplace_back(random.unit(), random.unit(), random.unit());
  for (int i = 0; i < HighlightMap::count; ++i) {
    glm::vec4& v = highlights.emplace_back();
    for (int c = 0; c < 4; ++c) v[c] = random.unit() - 0.5f;
  }
  loss = {.step = 0.5f,
          .huber_delta = 0.3f,
          .ssim_weight = 0.4f,
          .distortion_weight = 0.3f,
          .opacity_weight = 0.2f,
          .specular_weight = 0.1f,
          .background = background};
  clear();
}

void PatchRig::clear() {
  corner_gradient.assign(topology.corners.size(), splat(0.0f));
  touched.assign(static_cast<std::size_t>(GradientSlots::words_of(topology.corner_count())), 0);
  cell_weight.assign(topology.cell_corners.size(), 0.0f);
  cell_error = cell_weight;
  shader_gradient = ShaderWeights{};
  environment_gradient.assign(EnvironmentSize::texels, glm::vec3(0.0f));
  highlight_gradient.assign(HighlightMap::count, glm::vec4(0.0f));
  photo_gradient.assign(views.size(), {});
  squared_error = 0;
  samples = 0;
}

PatchKernel PatchRig::kernel() {
  PatchKernel k{};
  k.grid = grid.view();
  k.views = {views.data(), places.data(), static_cast<int>(places.size())};
  k.shader = &shader;
  k.environment = environment.data();
  k.highlights = highlights.data();
  k.loss = loss;
  k.slots = {.records = records.data(),
             .record_capacity = static_cast<std::int64_t>(records.size()),
             .corners = {corner_gradient.data(), touched.data(), topology.corner_count(), 1},
             .cell_weight = cell_weight.data(),
             .cell_error = cell_error.data(),
             .cell_count = topology.cell_count(),
             .shader = &shader_gradient,
             .environment = environment_gradient.data(),
             .highlights = highlight_gradient.data(),
             .photos = photo_gradient.data(),
             .photo_count = static_cast<std::int64_t>(photo_gradient.size()),
             .squared_error = &squared_error,
             .samples = &samples,
             .fixed = {}};
  k.inverse_longest = 1.0f / static_cast<float>(topology.lattice.longest());
  k.inverse_rays = 1.0f / (patches * patch_rays);
  k.seed = 3;
  k.step = 11;
  k.rays_move = k.learn_exposure = 1;
  return k;
}

void PatchRig::run() {
  clear();
  launch(device, "patches", patches, kernel(), 1);
}

}  // namespace asrg::test
