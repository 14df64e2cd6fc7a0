#pragma once

#include "cuda/fit/ray_kernels.h"
#include "tests/cuda/render/field_for_test.h"

#include <vector>

namespace asrg::test {

/// Patches per step, and the width and height of the photos in pixels.
constexpr int patches = 2, photo_edge = 20;

/// A small mixed-level grid, two random photos, and the memory to which the kernel of whole patches adds gradients.
struct PatchRig {
  Device device = Device::cpu(1);
  Random random{7};
  Topology topology = random_topology(random, {2, 2, 2}, 3);
  std::vector<Channels> values = values_of(topology, [this](glm::vec3) {
    Channels c;
    for (float& x : c.v) x = 0.6f * random.unit() - 0.3f;
    c.v[0] -= 2.5f;  // thin: no ray ends early
    c.v[1] += 0.5f;
    return rounded_to_half(c);
  });
  HalfGrid grid = filled_half_grid(device, topology, values);
  ShaderWeights shader = random_shader(random, 0.4f);
  std::vector<glm::vec3> environment;
  std::vector<glm::vec4> highlights;
  std::vector<TrainingView> views;
  std::vector<std::uint8_t> pixels;
  std::vector<PatchPlace> places{{0, 4, 4}, {1, 8, 4}, {1, 0, 8}};
  std::vector<SampleRecord> records = std::vector<SampleRecord>(patch_rays * 300);
  std::vector<Channels> corner_gradient;
  std::vector<std::uint64_t> touched;
  std::vector<float> cell_weight, cell_error;
  ShaderWeights shader_gradient{};
  std::vector<glm::vec3> environment_gradient;
  std::vector<glm::vec4> highlight_gradient;
  std::vector<PhotoCorrection> photo_gradient;
  double squared_error = 0;
  std::int64_t samples = 0;
  LossSettings loss;

  explicit PatchRig(FitBackground background);
  /// Sets all sums to zero.
  void clear();
  /// The kernel for one step, with pointers into this rig.
  PatchKernel kernel();
  /// Runs the kernel once, from cleared sums.
  void run();
};

}  // namespace asrg::test
