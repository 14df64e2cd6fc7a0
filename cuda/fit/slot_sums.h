#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/gathered_statistics.h"
#include "cuda/fit/patch_kernel.h"
#include "cuda/fit/step_sums.h"

namespace asrg {

/// Owns the memory that a step's threads add up in: see PatchSlots. The corners' sums and marks are zero between steps.
class SlotSums {
 public:
  /// @param slots threads that add up apart from each other
  /// @param shader_sums partial sums of the shader's gradient
  SlotSums(Device& device, int slots, int shader_sums);

  /// Sums for another topology; what cells have gathered is forgotten.
  void set_topology(std::int64_t corners, std::int64_t cells);

  /// Sums for the corrections of so many photos.
  void set_photos(int photos);

  /// As kernels see it; without records and fixed sums.
  PatchSlots view();
  GradientSlots corners();
  /// What cells have gathered. @param exact each slot's errors, not their sums: whoever goes on from there rounds as if there had been no break
  GatheredStatistics gathered(bool exact) const;
  /// Goes on from there; where it is of another number of slots, with the sums.
  void set_gathered(const GatheredStatistics& gathered);
  /// Takes all marks off the corners.
  void clear_marks() { touched_.zero(); }
  /// Zeroes the gradient of all but the photos.
  void forget_model();
  ShaderWeights* shader() { return shader_.data(); }
  int shader_sums() const { return static_cast<int>(shader_.size()); }
  glm::vec3* environment() { return environment_.data(); }
  glm::vec4* highlights() { return highlights_.data(); }
  PhotoCorrection* photos() { return photos_.data(); }
  /// What steps saw, in floating point.
  SumReportKernel report(StepSums* to);

 private:
  Device& device_;
  int slots_;
  std::int64_t corner_count_ = 0, cell_count_ = 0;
  Buffer<Channels> corners_;
  Buffer<std::uint64_t> touched_;
  Buffer<float> cell_weight_, cell_error_;
  Buffer<ShaderWeights> shader_;
  Buffer<glm::vec3> environment_;
  Buffer<glm::vec4> highlights_;
  int photo_count_ = 0;
  Buffer<PhotoCorrection> photos_;
  Buffer<double> squared_error_;
  Buffer<std::int64_t> samples_;
};

}  // namespace asrg
