#include "cuda/fit/slot_sums.h"

#include <algorithm>

namespace asrg {

SlotSums::SlotSums(Device& device, int slots, int grid_slots, int shader_sums)
    : device_(device),
      slots_(slots),
      grid_slots_(grid_slots),
      locks_(zeroed<std::uint8_t>(device, grid_slots < slots ? static_cast<std::size_t>(grid_slots) * SumLock::count : 0)),
      shader_(zeroed<ShaderWeights>(device, static_cast<std::size_t>(shader_sums))),
      environment_(zeroed<glm::vec3>(device, static_cast<std::size_t>(slots) * EnvironmentSize::texels)),
      highlights_(zeroed<glm::vec4>(device, static_cast<std::size_t>(slots) * HighlightMap::count)),
      squared_error_(zeroed<double>(device, static_cast<std::size_t>(slots))),
      samples_(zeroed<std::int64_t>(device, static_cast<std::size_t>(slots))) {}

void SlotSums::set_topology(std::int64_t corners, std::int64_t cells) {
  corner_count_ = corners;
  cell_count_ = cells;
  const auto slots = static_cast<std::size_t>(grid_slots_);
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

GradientSlots SlotSums::corners() { return {corners_.data(), touched_.data(), corner_count_, grid_slots_}; }

PatchSlots SlotSums::view() {
  return {.records = nullptr,
          .record_capacity = 0,
          .corners = corners(),
          .cell_weight = cell_weight_.data(),
          .cell_error = cell_error_.data(),
          .locks = locks_.size() > 0 ? locks_.data() : nullptr,
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

GatheredStatistics SlotSums::gathered(bool exact) const {
  const auto cells = static_cast<std::size_t>(cell_count_);
  const auto weights = cell_weight_.download(), errors = cell_error_.download();
  GatheredStatistics g{.weight = std::vector<float>(cells, 0.0f), .error = std::vector<double>(exact ? errors.size() : cells, 0.0)};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    g.weight[i % cells] = std::max(g.weight[i % cells], weights[i]);
    g.error[i % g.error.size()] += static_cast<double>(errors[i]);
  }
  return g;
}

void SlotSums::set_gathered(const GatheredStatistics& g) {
  const auto cells = static_cast<std::size_t>(cell_count_), all = cells * static_cast<std::size_t>(grid_slots_);
  std::vector<float> weights(all, 0.0f), errors(all, 0.0f);
  std::copy(g.weight.begin(), g.weight.end(), weights.begin());
  const std::size_t kept = g.error.size() == all ? all : cells;
  for (std::size_t i = 0; i < g.error.size(); ++i) errors[i % kept] += static_cast<float>(g.error[i]);
  cell_weight_.upload(weights);
  cell_error_.upload(errors);
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
