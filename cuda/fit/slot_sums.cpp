#include "cuda/fit/slot_sums.h"

namespace asrg {

SlotSums::SlotSums(Device& device, int slots, int shader_sums)
    : device_(device),
      slots_(slots),
      shader_(zeroed<ShaderWeights>(device, static_cast<std::size_t>(shader_sums))),
      environment_(zeroed<glm::vec3>(device, static_cast<std::size_t>(slots) * EnvironmentSize::texels)),
      highlights_(zeroed<glm::vec4>(device, static_cast<std::size_t>(slots) * HighlightMap::count)),
      squared_error_(zeroed<double>(device, static_cast<std::size_t>(slots))),
      samples_(zeroed<std::int64_t>(device, static_cast<std::size_t>(slots))) {}

void SlotSums::set_topology(std::int64_t corners, std::int64_t cells) {
  corner_count_ = corners;
  cell_count_ = cells;
  const auto slots = static_cast<std::size_t>(slots_);
  corners_ = {};  // freed before others are allocated: both may not fit

  corners_ = zeroed<Channels>(device_, slots * static_cast<std::size_t>(corners));
  touched_ = zeroed<std::uint64_t>(device_, slots * static_cast<std::size_t>(GradientSlots::words_of(corners)));
  cell_weight_ = zeroed<float>(device_, slots * static_cast<std::size_t>(cells));
  cell_error_ = zeroed<float>(device_, slots * static_cast<std::size_t>(cells));
}

void SlotSums::set_photos(int photos) {
  photo_count_ = photos;
  photos_ = zeroed<PhotoCorrection>(device_, static_cast<std::size_t>(slots_) * static_cast<std::size_t>(photos));
}

GradientSlots SlotSums::corners() { return {corners_.data(), touched_.data(), corner_count_, slots_}; }

PatchSlots SlotSums::view() {
  return {.records = nullptr,
          .record_capacity = 0,
          .corners = corners(),
          .cell_weight = cell_weight_.data(),
          .cell_error = cell_error_.data(),
          .cell_count = cell_count_,
          .shader = shader_.data(),
          .environment = environment_.data(),
          .highlights = highlights_.data(),
          .photos = photos_.data(),
          .photo_count = photo_count_,
          .squared_error = squared_error_.data(),
          .samples = samples_.data(),
          .fixed = {}};
}

void SlotSums::forget_model() {
  corners_.zero();
  touched_.zero();
  shader_.zero();
  environment_.zero();
  highlights_.zero();
}

SumReportKernel SlotSums::report(StepSums* to) {
  return {.squared_error = squared_error_.data(),
          .samples = samples_.data(),
          .slots = slots_,
          .fixed_squared_error = nullptr,
          .fixed_count = 0,
          .step = 1,
          .to = to};
}

}  // namespace asrg
