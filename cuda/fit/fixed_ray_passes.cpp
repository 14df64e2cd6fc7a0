#include "cuda/core/launch.h"
#include "cuda/fit/ray_passes.h"

namespace asrg {
namespace {

class FixedRayPasses final : public RayStepPasses {
 public:
  explicit FixedRayPasses(Device& device)
      : RayStepPasses(device),
        slots_(static_cast<std::size_t>(device.slots())),
        environment_(zeroed<std::int64_t>(device, slots_ * EnvironmentSize::texels * 3)),
        highlights_(zeroed<std::int64_t>(device, slots_ * HighlightMap::count * 4)),
        squared_error_(zeroed<std::int64_t>(device, slots_)) {}

  void set_topology(const DeviceTopology& topology) override {
    StepPasses::set_topology(topology);
    corner_count_ = topology.corner_count();
    corners_ = {};  // freed before others are allocated: both may not fit
    corners_ = zeroed<std::int64_t>(device_, slots_ * static_cast<std::size_t>(corner_count_) * Channels::count);
    cell_error_ = zeroed<std::int64_t>(device_, slots_ * static_cast<std::size_t>(topology.cell_count()));
  }

  void set_photos(int photos) override {
    StepPasses::set_photos(photos);
    photos_ = zeroed<std::int64_t>(device_, slots_ * static_cast<std::size_t>(photos) * PhotoCorrection::count);
  }

  void accumulate(PatchKernel kernel, int patches, const Hierarchy& hierarchy) override {
    kernel.slots = sums_.view();
    kernel.slots.fixed = {.corners = corners_.data(),
                          .cell_error = cell_error_.data(),
                          .environment = environment_.data(),
                          .highlights = highlights_.data(),
                          .squared_error = squared_error_.data(),
                          .photos = photos_.data()};
    run_passes(kernel, patches);
    take_corners(hierarchy);
    constexpr int texels = EnvironmentSize::texels * 3;
    if (kernel.loss.background == FitBackground::environment)
      launch(device_, "take fixed sums", texels,
             TakeFixedKernel{environment_.data(), texels, device_.slots(), 1.0 / gradient_steps, &sums_.environment()->x}, 4096);
    constexpr int shares = HighlightMap::count * 4;
    launch(device_, "take fixed sums", shares,
           TakeFixedKernel{highlights_.data(), shares, device_.slots(), 1.0 / gradient_steps, &sums_.highlights()->x}, 4096);
    const auto numbers = static_cast<int>(photos_.size() / slots_);
    if (kernel.rays_move || kernel.learn_exposure)
      launch(device_, "take fixed sums", numbers,
             TakeFixedKernel{photos_.data(), numbers, device_.slots(), 1.0 / gradient_steps, sums_.photos()->data()}, 4096);
  }

  SumReportKernel report(StepSums* to) override {
    SumReportKernel k = sums_.report(to);
    k.fixed_squared_error = squared_error_.data();
    k.fixed_count = static_cast<int>(slots_);
    k.step = 1.0 / error_steps;
    return k;
  }

  void statistics(float* weight, float* error) override { sum_statistics(weight, error, cell_error_.data()); }

  GatheredStatistics gathered() const override {
    GatheredStatistics g = sums_.gathered(false);
    const auto errors = cell_error_.download();
    for (std::size_t i = 0; i < errors.size(); ++i)
      g.error[i % g.error.size()] += static_cast<double>(errors[i]) * (1.0 / static_cast<double>(error_steps));
    return g;
  }

  void set_gathered(const GatheredStatistics& g) override {
    StepPasses::set_gathered({.weight = g.weight, .error = {}, .rays = g.rays});
    std::vector<std::int64_t> errors(cell_error_.size(), 0);
    const std::size_t cells = g.weight.size();
    for (std::size_t i = 0; i < g.error.size(); ++i)
      errors[i % cells] += static_cast<std::int64_t>(std::llrint(g.error[i] * static_cast<double>(error_steps)));
    cell_error_.upload(errors);
  }

 private:
  /// Writes the corners' gradients in floating point. Slots are summed before the transpose: it rounds the shares of parents, so that the result would
  /// depend on what each slot holds.
  void take_corners(const Hierarchy& hierarchy) {
    const GradientSlots slots = sums_.corners();
    if (device_.slots() > 1)
      launch(device_, "take fixed sums", static_cast<int>(slots.words()),
             ReduceFixedSlotsKernel{corners_.data(), slots.touched, slots.corners, slots.words(), device_.slots()}, 64);
    hierarchy.transpose(device_, corners_.data(), slots.touched);
    launch(device_, "take fixed sums", corner_count_,
           FloatFromFixedKernel{corners_.data(), slots.touched, 1.0 / gradient_steps, slots.sums}, 4096);
  }

  std::size_t slots_;
  std::int32_t corner_count_ = 0;
  Buffer<std::int64_t> corners_, cell_error_, environment_, highlights_, squared_error_, photos_;
};

}  // namespace

std::unique_ptr<StepPasses> make_fixed_ray_passes(Device& device) { return std::make_unique<FixedRayPasses>(device); }

}  // namespace asrg
