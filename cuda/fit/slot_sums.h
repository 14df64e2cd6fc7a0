#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/gathered_statistics.h"
#include "cuda/fit/patch_kernel.h"
#include "cuda/fit/step_sums.h"

namespace asrg {

/// Owns the sums of a step (see PatchSlots). The corners' sums and touched bits are zero between steps.
class SlotSums {
 public:
  /// The sums of corners and cells that many threads of the CPU have together, where the order of additions does not matter: memory grows with the model,
  /// not with threads times the model.
  static constexpr int most_shared = 8;

  /// @param slots see device.h
  /// @param grid_slots of corners and cells: as many, or fewer, which slots then share (see SumLock)
  /// @param shader_sums number of partial sums of the shader's gradient
  SlotSums(Device& device, int slots, int grid_slots, int shader_sums);

  /// Allocates the sums for another topology. CellStatistics are reset.
  void set_topology(std::int64_t corners, std::int64_t cells);

  /// Allocates the sums for the corrections of so many photos.
  void set_photos(int photos);

  /// The sums as kernels see them; without records and fixed sums.
  PatchSlots view();
  GradientSlots corners();
  /// What cells have gathered. @param exact each slot's errors instead of their sums, so that a fit that goes on from them rounds as one without a break
  GatheredStatistics gathered(bool exact) const;
  /// Sets what cells have gathered; where the number of slots is another, their sums.
  void set_gathered(const GatheredStatistics& gathered);
  /// Zeroes all touched bits of corners.
  void clear_marks() { touched_.zero(); }
  /// Zeroes all sums of gradients but those of the photos' corrections.
  void forget_model();
  ShaderWeights* shader() { return shader_.data(); }
  int shader_sums() const { return static_cast<int>(shader_.size()); }
  glm::vec3* environment() { return environment_.data(); }
  glm::vec4* highlights() { return highlights_.data(); }
  PhotoCorrection* photos() { return photos_.data(); }
  /// The kernel that writes StepSums from sums in floating point.
  SumReportKernel report(StepSums* to);

 private:
  Device& device_;
  int slots_, grid_slots_;
  std::int64_t corner_count_ = 0, cell_count_ = 0;
  Buffer<Channels> corners_;
  Buffer<std::uint64_t> touched_;
  Buffer<float> cell_weight_, cell_error_;
  Buffer<std::uint8_t> locks_;
  Buffer<ShaderWeights> shader_;
  Buffer<glm::vec3> environment_;
  Buffer<glm::vec4> highlights_;
  int photo_count_ = 0;
  Buffer<PhotoCorrection> photos_;
  Buffer<double> squared_error_;
  Buffer<std::int64_t> samples_;
};

}  // namespace asrg
