#include "cuda/fit/fit_engine.h"

#include "cuda/core/launch.h"
#include "cuda/fit/adapt.h"
#include "cuda/fit/adapt_kernels.h"
#include "cuda/fit/carry_over.h"

#include <cmath>

namespace asrg {
namespace {

constexpr float smallest_step = 0.25f;

ArrayAdamKernel array_adam(float* parameters, std::int64_t count, float* slots, int slot_count, float rate, std::uint32_t step) {
  const auto t = static_cast<float>(step);
  return {parameters,
          parameters + count,
          parameters + 2 * count,
          slots,
          count,
          slot_count,
          rate,
          1.0f / (1.0f - std::pow(adam_beta1, t)),
          1.0f / (1.0f - std::pow(adam_beta2, t))};
}

std::vector<glm::vec3> or_grey(const std::vector<glm::vec3>& texels, float value) {
  return texels.empty() ? std::vector<glm::vec3>(EnvironmentSize::texels, glm::vec3(value)) : texels;
}

}  // namespace

FitEngine::FitEngine(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places, std::uint32_t seed,
                     WorkItem item)
    : device_(device),
      seed_(seed),
      fixed_(item == WorkItem::ray_fixed || (item == WorkItem::automatic && device.is_cuda() && device.is_deterministic())),
      by_ray_(fixed_ || item == WorkItem::ray || (item == WorkItem::automatic && device.is_cuda())),
      shader_sums_(by_ray_ ? ShaderPass::chunks : device.slots()),
      places_(device, places),
      report_(device, 1),
      returned_(device.readback(sizeof(StepSums))) {
  std::vector<TrainingView> views;
  std::vector<std::uint8_t> pixels;
  for (const TrainingPhoto& p : photos) {
    views.push_back({p.camera, static_cast<std::int64_t>(pixels.size() / 4)});
    pixels.insert(pixels.end(), p.image->pixels.begin(), p.image->pixels.end());
  }
  views_ = Buffer<TrainingView>(device, views);
  pixels_ = Buffer<std::uint8_t>(device, pixels);
  noted_errors_ = zeroed<std::uint64_t>(device, places.size());
  const auto slots = static_cast<std::size_t>(device.slots());
  slot_shader_ = zeroed<ShaderWeights>(device, static_cast<std::size_t>(shader_sums_));
  slot_environment_ = zeroed<glm::vec3>(device, slots * EnvironmentSize::texels);
  slot_squared_error_ = zeroed<double>(device, slots);
  slot_samples_ = zeroed<std::int64_t>(device, slots);
  if (fixed_) {
    fixed_environment_ = zeroed<std::int64_t>(device, slots * EnvironmentSize::texels * 3);
    fixed_squared_error_ = zeroed<std::int64_t>(device, slots);
  }
}

void FitEngine::set_state(const Topology& topology, const FitState& s) {
  build_for(std::make_shared<const DeviceTopology>(device_, topology));
  residuals_ = Buffer<Channels>(device_, s.residuals);
  first_moment_ = Buffer<Channels>(device_, s.first_moment);
  second_moment_ = Buffer<Channels>(device_, s.second_moment);
  const ShaderWeights shader[3] = {s.shader, s.shader_first_moment, s.shader_second_moment};
  shader_ = Buffer<ShaderWeights>(device_, shader);
  std::vector<glm::vec3> environment = or_grey(s.environment, 0.5f);
  for (const auto* moment : {&s.environment_first_moment, &s.environment_second_moment}) {
    const auto texels = or_grey(*moment, 0.0f);
    environment.insert(environment.end(), texels.begin(), texels.end());
  }
  environment_ = Buffer<glm::vec3>(device_, environment);
  place_errors_ =
      Buffer<float>(device_, s.place_errors.size() == places_.size() ? s.place_errors : std::vector<float>(places_.size(), unseen_error));
  step_ = s.step;
}

void FitEngine::prune(float threshold) {
  const auto [weight, error] = summed_statistics();
  change_bricks(prune_cells(device_, *topology_, weight.data(), threshold));
}

void FitEngine::split(const SplitSettings& settings) {
  const auto [weight, error] = summed_statistics();
  const auto split = choose_splits(device_, *topology_, error.data(), settings.share, settings.max_cells);
  const Buffer<Brick> pruned = prune_cells(device_, *topology_, weight.data(), settings.prune_threshold);
  change_bricks(split_occupied(device_, *topology_, pruned, split, grid_->values().data(), settings.least_opacity));
}

void FitEngine::merge(const Channels& scale) { change_bricks(merge_flat_bricks(device_, *topology_, residuals_.data(), scale)); }

void FitEngine::change_bricks(const Buffer<Brick>& bricks) {
  Buffer<Brick> leaves = without_empty(device_, bricks);
  if (leaves.empty()) return;
  const auto from = topology_;
  build_for(std::make_shared<const DeviceTopology>(device_, from->lattice(), std::move(leaves)));
  const DeviceTopology& to = *topology_;
  Buffer<Channels>* const parts[3] = {&residuals_, &first_moment_, &second_moment_};
  const Buffer<Channels> old[3] = {std::move(residuals_), std::move(first_moment_), std::move(second_moment_)};
  for (Buffer<Channels>* part : parts) *part = Buffer<Channels>(device_, static_cast<std::size_t>(to.corner_count()));
  for (int level = 0; level < to.levels(); ++level) {
    const std::int32_t a = from->level_begin(level), b = to.level_begin(level);
    launch(device_, "topology: carry over", to.level_begin(level + 1) - b,
           CarryOverKernel{from->corners() + a,
                           from->level_begin(level + 1) - a,
                           to.corners() + b,
                           to.hanging() + b,
                           {old[0].data() + a, old[1].data() + a, old[2].data() + a},
                           {residuals_.data() + b, first_moment_.data() + b, second_moment_.data() + b}},
           4096);
  }
}

void FitEngine::build_for(std::shared_ptr<const DeviceTopology> topology) {
  topology_ = std::move(topology);
  const auto corners = static_cast<std::size_t>(topology_->corner_count()), cells = static_cast<std::size_t>(topology_->cell_count());
  const auto slots = static_cast<std::size_t>(device_.slots());
  grid_ = std::make_unique<Grid>(device_, topology_);
  hierarchy_ = std::make_unique<Hierarchy>(device_, topology_);
  rays_ = 0;
  slot_corners_ = zeroed<Channels>(device_, slots * corners);
  slot_cell_weight_ = zeroed<float>(device_, slots * cells);
  slot_cell_error_ = zeroed<float>(device_, slots * cells);
  if (fixed_) {
    fixed_corners_ = zeroed<std::int64_t>(device_, slots * corners * Channels::count);
    fixed_cell_error_ = zeroed<std::int64_t>(device_, slots * cells);
  }
  const Lattice& lattice = topology_->lattice();
  const auto records =
      by_ray_ ? 0 : static_cast<std::size_t>(most_samples(lattice.extent(), smallest_step, lattice.surroundings)) * patch_rays;
  if (slot_records_.size() != slots * records) slot_records_ = Buffer<SampleRecord>(device_, slots * records);
}

FitState FitEngine::state() const {
  FitState s;
  s.residuals = residuals_.download();
  s.first_moment = first_moment_.download();
  s.second_moment = second_moment_.download();
  const auto shader = shader_.download();
  s.shader = shader[0];
  s.shader_first_moment = shader[1];
  s.shader_second_moment = shader[2];
  const auto environment = environment_.download();
  const auto third = environment.begin() + EnvironmentSize::texels;
  s.environment.assign(environment.begin(), third);
  s.environment_first_moment.assign(third, third + EnvironmentSize::texels);
  s.environment_second_moment.assign(third + EnvironmentSize::texels, environment.end());
  s.place_errors = place_errors_.download();
  s.step = step_;
  return s;
}

std::vector<Channels> FitEngine::values() const { return grid_->values().download(); }

void FitEngine::step(const StepSettings& settings) {
  ++step_;
  ++unreported_.steps;
  rays_ += settings.patches * patch_rays;
  unreported_.rays += (settings.patches + 1) / 2 * patch_rays;
  accumulate(settings);
  optimise(settings);
}

StepReport FitEngine::take_report() {
  StepReport before;
  if (under_way_.steps > 0) before = end_report();
  begin_report();
  StepReport r = end_report();
  const int steps = before.steps + r.steps;
  if (steps > 0) r.mse += (before.mse - r.mse) * before.steps / steps;
  r.steps = steps;
  r.samples += before.samples;
  return r;
}

std::optional<StepReport> FitEngine::poll_report() {
  std::optional<StepReport> r;
  if (under_way_.steps > 0 && returned_->ready()) r = end_report();
  if (under_way_.steps == 0 && unreported_.steps > 0) {
    begin_report();
    if (!r && returned_->ready()) r = end_report();
  }
  return r;
}

void FitEngine::begin_report() {
  launch(device_, "sum report", 1,
         SumReportKernel{slot_squared_error_.data(), slot_samples_.data(), device_.slots(), fixed_squared_error_.data(),
                         static_cast<int>(fixed_squared_error_.size()), 1.0 / error_steps, report_.data()});
  returned_->start(report_.data());
  under_way_ = std::exchange(unreported_, {});
}

StepReport FitEngine::end_report() {
  returned_->wait();
  const StepSums sums = *static_cast<const StepSums*>(returned_->data());
  const Reported of = std::exchange(under_way_, {});
  return {of.steps, sums.squared_error / static_cast<double>(std::max<std::int64_t>(1, of.rays)), sums.samples};
}

void FitEngine::accumulate(const StepSettings& settings) {
  hierarchy_->synthesize(device_, residuals_.data(), grid_->values().data(), settings.quantisation);
  PatchKernel k{};
  k.grid = grid_->view();
  k.views = {views_.data(), pixels_.data(), places_.data(), place_count(), place_errors_.data(), noted_errors_.data()};
  k.shader = shader_.data();
  k.environment = environment_.data();
  k.loss = settings.loss;
  k.loss.step = std::max(k.loss.step, smallest_step);
  k.slots = {
      slot_records_.data(),     static_cast<std::int64_t>(slot_records_.size()) / device_.slots(),
      slot_corners_.data(),     topology_->corner_count(),
      slot_cell_weight_.data(), slot_cell_error_.data(),
      topology_->cell_count(),  slot_shader_.data(),
      slot_environment_.data(), slot_squared_error_.data(),
      slot_samples_.data(),     {fixed_corners_.data(), fixed_cell_error_.data(), fixed_environment_.data(), fixed_squared_error_.data()}};
  k.inverse_longest = 1.0f / static_cast<float>(topology_->lattice().box_longest());
  k.inverse_rays = 1.0f / static_cast<float>(settings.patches * patch_rays);
  k.seed = seed_;
  k.step = step_;
  if (by_ray_)
    run_ray_passes(k, settings.patches);
  else
    launch_on_cpu(device_, "render and differentiate", settings.patches, k, 1);
  launch(device_, "take errors", place_count(), TakeErrorsKernel{noted_errors_.data(), place_errors_.data()}, 16384);
  if (device_.slots() > 1)
    launch(device_, "sum gradients", topology_->corner_count(),
           ReduceSlotsKernel{slot_corners_.data(), topology_->corner_count(), device_.slots()}, 4096);
  hierarchy_->transpose(device_, slot_corners_.data());
}

void FitEngine::run_ray_passes(const PatchKernel& kernel, int patches) {
  const int rays = patches * patch_rays;
  if (static_cast<int>(ray_states_.size()) < rays) {
    const auto n = static_cast<std::size_t>(rays);
    ray_states_ = Buffer<RayState>(device_, n);
    ray_colour_ = Buffer<glm::vec3>(device_, n);
    ray_target_ = Buffer<glm::vec3>(device_, n);
    ray_gradient_ = Buffer<glm::vec3>(device_, n);
    windows_ = Buffer<SsimWindow>(device_, n / patch_rays * ssim_windows);
    ray_error_ = Buffer<float>(device_, n);
  }
  const RayPasses passes{
      kernel, ray_states_.data(), ray_colour_.data(), ray_target_.data(), ray_gradient_.data(), ray_error_.data(), windows_.data()};
  launch(device_, "render", rays, ForwardPass{passes}, patch_rays);
  launch(device_, "compare with photos", patches * ssim_windows, SsimPass{passes}, ssim_windows);
  launch(device_, "differentiate", rays, BackwardPass{passes}, patch_rays);
  launch(device_, "sum shader gradients", ShaderWeights::count * ShaderPass::chunks,
         ShaderPass{ray_states_.data(), rays, slot_shader_.data()}, ShaderWeights::count);
  if (fixed_) take_fixed_sums(kernel.slots.fixed, kernel.loss.background);
}

void FitEngine::take_fixed_sums(const FixedSums& sums, FitBackground background) {
  const int slots = device_.slots(), corners = topology_->corner_count() * Channels::count, texels = EnvironmentSize::texels * 3;
  launch(device_, "take fixed sums", corners, TakeFixedKernel{sums.corners, corners, slots, 1.0 / gradient_steps, slot_corners_.data()->v},
         32768);
  if (background == FitBackground::environment)
    launch(device_, "take fixed sums", texels,
           TakeFixedKernel{sums.environment, texels, slots, 1.0 / gradient_steps, &slot_environment_.data()->x}, 4096);
}

void FitEngine::optimise(const StepSettings& settings) {
  for (int level = 0; level < topology_->levels(); ++level) {
    const std::int32_t first = topology_->level_begin(level);
    launch(device_, "optimise corners", topology_->level_begin(level + 1) - first,
           CornerAdamKernel{residuals_.data(), first_moment_.data(), second_moment_.data(), slot_corners_.data(), topology_->hanging(),
                            settings.levels[level], first},
           4096);
  }
  static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
  launch(device_, "optimise shader", ShaderWeights::count,
         array_adam(shader_.data()->data(), ShaderWeights::count, slot_shader_.data()->data(), shader_sums_, settings.shader_rate, step_),
         4096);
  if (settings.loss.background == FitBackground::environment)
    launch(device_, "optimise environment", 3 * EnvironmentSize::texels,
           array_adam(&environment_.data()->x, 3 * EnvironmentSize::texels, &slot_environment_.data()->x, device_.slots(),
                      settings.environment_rate, step_),
           4096);
}

std::pair<Buffer<float>, Buffer<float>> FitEngine::summed_statistics() const {
  const auto cells = static_cast<std::size_t>(topology_->cell_count());
  Buffer<float> weight(device_, cells), error(device_, cells);
  launch(device_, "topology: statistics", topology_->cell_count(),
         SumStatisticsKernel{slot_cell_weight_.data(), slot_cell_error_.data(), fixed_ ? fixed_cell_error_.data() : nullptr,
                             topology_->cell_count(), device_.slots(), 1.0 / error_steps, weight.data(), error.data()},
         4096);
  return {std::move(weight), std::move(error)};
}

CellStatistics FitEngine::statistics() const {
  const auto [weight, error] = summed_statistics();
  return {weight.download(), error.download()};
}

}  // namespace asrg
