#include "cuda/fit/fit_engine.h"

#include "cuda/core/launch.h"
#include "cuda/fit/adapt.h"
#include "cuda/fit/array_adam.h"
#include "cuda/fit/carry_over.h"
#include "cuda/fit/optimiser.h"
#include "cuda/fit/step_passes.h"
#include "cuda/fit/training_set.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

std::unique_ptr<StepPasses> passes_for(Device& device, WorkItem item) {
  if (item == WorkItem::automatic)
    item = !device.shares_slots() ? WorkItem::patch : device.is_deterministic() ? WorkItem::ray_fixed : WorkItem::ray;
  return item == WorkItem::patch ? make_patch_passes(device)
         : item == WorkItem::ray ? make_ray_passes(device)
                                 : make_fixed_ray_passes(device);
}

}  // namespace

FitEngine::FitEngine(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places, std::uint32_t seed,
                     WorkItem item)
    : device_(device),
      seed_(seed),
      photos_(std::make_unique<TrainingSet>(device, photos, places)),
      corrections_(std::make_unique<PhotoCorrections>(device, photos)),
      passes_(passes_for(device, item)),
      report_(device, 1),
      returned_(device.readback(sizeof(StepSums))) {
  passes_->set_photos(static_cast<int>(photos.size()));
}

FitEngine::~FitEngine() = default;

int FitEngine::place_count() const { return photos_->place_count(); }

std::vector<float> FitEngine::place_errors() const { return photos_->place_errors(); }

void FitEngine::set_photo_weights(std::span<const float> weights) {
  photo_weights_.assign(weights.begin(), weights.end());
  photos_->set_weights(photo_weights_);
}

void FitEngine::set_state(const Topology& topology, const FitState& s) {
  build_for(std::make_shared<const DeviceTopology>(device_, topology));
  residuals_ = Buffer<Channels>(device_, s.residuals);
  first_moment_ = Buffer<Channels>(device_, s.first_moment);
  second_moment_ = Buffer<Channels>(device_, s.second_moment);
  average_ = Buffer<Channels>(device_, s.average);
  averaged_ = s.averaged;
  const ShaderWeights shader[3] = {s.shader, s.shader_first_moment, s.shader_second_moment};
  shader_ = Buffer<ShaderWeights>(device_, shader);
  environment_ = Buffer<glm::vec3>(device_, with_moments(s.environment, s.environment_first_moment, s.environment_second_moment,
                                                         EnvironmentSize::texels, glm::vec3(0.5f)));
  highlights_ = Buffer<glm::vec4>(
      device_, with_moments(s.highlights, s.highlights_first_moment, s.highlights_second_moment, HighlightMap::count, glm::vec4(0.0f)));
  photos_->set_place_errors(s.place_errors);
  set_photo_weights(s.photo_weights);
  corrections_->set_state(s.corrections, CorrectionFrame(topology.lattice), photos_->views());
  step_ = s.step;
  if (s.gathered.weight.empty()) return;
  passes_->set_gathered(s.gathered);
  rays_ = s.gathered.rays;
}

GatheredStatistics FitEngine::gathered() const {
  GatheredStatistics g = passes_->gathered();
  g.rays = rays_;
  return g;
}

void FitEngine::prune(float threshold) {
  const auto [weight, error] = summed_statistics();
  change_bricks(prune_cells(device_, *topology_, weight.data(), threshold));
}

void FitEngine::split(const SplitSettings& settings) {
  const auto [weight, error] = summed_statistics();
  const auto split = choose_splits(device_, *topology_, error.data(), settings.share, settings.max_cells);
  const Buffer<Brick> pruned = prune_cells(device_, *topology_, weight.data(), settings.prune_threshold);
  // Not those of the last step: a fit that goes on from a checkpoint has none.
  Buffer<Channels> values(device_, residuals_.size());
  hierarchy_->synthesize(device_, residuals_.data(), values.data());
  change_bricks(split_occupied(device_, *topology_, pruned, split, values.data(), settings.least_opacity));
}

void FitEngine::merge(const Channels& scale) { change_bricks(merge_flat_bricks(device_, *topology_, residuals_.data(), scale)); }

void FitEngine::change_bricks(const Buffer<Brick>& bricks) {
  Buffer<Brick> leaves = without_empty(device_, bricks);
  if (leaves.empty()) return;
  take_average();
  const auto from = topology_;
  build_for(std::make_shared<const DeviceTopology>(device_, from->lattice(), std::move(leaves)));
  const DeviceTopology& to = *topology_;
  Buffer<Channels>* const parts[3] = {&residuals_, &first_moment_, &second_moment_};
  const Buffer<Channels> old[3] = {std::move(residuals_), std::move(first_moment_), std::move(second_moment_)};
  for (Buffer<Channels>* part : parts) *part = Buffer<Channels>(device_, static_cast<std::size_t>(to.corner_count()));
  for (int level = 0; level < to.levels(); ++level) {
    const std::int32_t a = from->level_begin(level), b = to.level_begin(level);
    launch(device_, "topology: carry over", to.level_begin(level + 1) - b,
           CarryOverKernel{.from_keys = from->corners() + a,
                           .from_count = from->level_begin(level + 1) - a,
                           .to_keys = to.corners() + b,
                           .hanging = to.hanging() + b,
                           .from = {old[0].data() + a, old[1].data() + a, old[2].data() + a},
                           .to = {residuals_.data() + b, first_moment_.data() + b, second_moment_.data() + b}},
           4096);
  }
}

void FitEngine::build_for(std::shared_ptr<const DeviceTopology> topology) {
  topology_ = std::move(topology);
  grid_ = std::make_unique<HalfGrid>(device_, topology_);
  hierarchy_ = std::make_unique<Hierarchy>(topology_);
  passes_->set_topology(*topology_);
  rays_ = 0;
}

void FitEngine::forget_corrections(bool poses, bool exposure, bool lens) {
  if (!poses && !exposure && !lens) return;
  CorrectionState s = corrections_->state();
  for (auto* part : {&s.values, &s.first_moment, &s.second_moment})
    for (PhotoCorrection& c : *part) {
      if (poses) c.rotation = c.shift = glm::vec3(0.0f);
      if (lens) c.lens = {};
      if (exposure) c.log_gain = c.offset = glm::vec3(0.0f);
    }
  corrections_->set_state(s, CorrectionFrame(topology_->lattice()), photos_->views());
}

FitState FitEngine::state() const {
  FitState s;
  s.residuals = residuals_.download();
  s.first_moment = first_moment_.download();
  s.second_moment = second_moment_.download();
  s.average = average_.download();
  s.averaged = averaged_;
  const auto shader = shader_.download();
  s.shader = shader[0];
  s.shader_first_moment = shader[1];
  s.shader_second_moment = shader[2];
  take_apart(environment_.download(), s.environment, s.environment_first_moment, s.environment_second_moment);
  take_apart(highlights_.download(), s.highlights, s.highlights_first_moment, s.highlights_second_moment);
  s.place_errors = photos_->place_errors();
  s.photo_weights = photo_weights_;
  s.corrections = corrections_->state();
  s.step = step_;
  return s;
}

std::vector<Channels> FitEngine::values() const {
  std::vector<Channels> values;
  for (const HalfChannels& v : grid_->values().download()) values.push_back(widened(v));
  return values;
}

void FitEngine::step(const StepSettings& settings) {
  ++step_;
  ++unreported_.steps;
  rays_ += settings.patches * patch_rays;
  unreported_.rays += (settings.patches + 1) / 2 * patch_rays;
  accumulate(settings);
  if (settings.photos_only)
    passes_->sums().forget_model();
  else
    optimise(settings);
  if (settings.pose_rate > 0 || settings.exposure_rate > 0 || settings.lens_rate > 0)
    corrections_->learn(passes_->sums().photos(), device_.slots(), settings, photos_->views());
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
  launch(device_, "sum report", 1, passes_->report(report_.data()));
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
  k.views = photos_->view();
  k.shader = shader_.data();
  k.environment = environment_.data();
  k.highlights = highlights_.data();
  k.loss = settings.loss;
  k.loss.step = std::max(k.loss.step, smallest_sample_step);
  k.inverse_longest = 1.0f / static_cast<float>(topology_->lattice().box_longest());
  k.inverse_rays = 1.0f / static_cast<float>(settings.patches * patch_rays);
  k.seed = seed_;
  k.step = step_;
  k.rays_move = settings.pose_rate > 0 || settings.lens_rate > 0;
  k.learn_exposure = settings.exposure_rate > 0;
  passes_->accumulate(k, settings.patches, *hierarchy_);
  photos_->take_errors();
}

void FitEngine::take_average() {
  if (!average_.empty()) residuals_ = std::exchange(average_, {});
  averaged_ = 0;
}

void FitEngine::optimise(const StepSettings& settings) {
  SlotSums& sums = passes_->sums();
  CornerAdam adam{.residuals = residuals_.data(),
                  .first_moment = first_moment_.data(),
                  .second_moment = second_moment_.data(),
                  .hanging = topology_->hanging(),
                  .levels = {},
                  .level_end = {}};
  if (settings.averaging > 0) {
    if (average_.empty()) {
      average_ = Buffer<Channels>(device_, residuals_.size());
      device_.copy(average_.data(), residuals_.data(), residuals_.size() * sizeof(Channels));
    }
    adam.average = average_.data();
    // In the first steps the newest residual gets a larger share: the average begins with residuals that are still far off.
    adam.averaging = std::max(settings.averaging, 2.0f / static_cast<float>(2 + averaged_++));
  }
  std::copy(std::begin(settings.levels), std::end(settings.levels), adam.levels);
  std::copy(topology_->level_begin().begin() + 1, topology_->level_begin().end(), adam.level_end);
  const GradientSlots gradient = sums.corners();
  if (device_.shares_slots()) {
    launch(device_, "optimise corners", topology_->corner_count(), OptimiseCornerKernel{adam, gradient});
    sums.clear_marks();
  } else {
    launch_on_cpu(device_, "optimise corners", static_cast<int>(gradient.words()), OptimiseWordKernel{adam, gradient}, 64);
  }
  static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
  constexpr int before_lobes = ShaderWeights::count - ShaderWeights::lobe_count;
  launch(device_, "optimise shader", settings.lobes ? ShaderWeights::count : before_lobes,
         array_adam(shader_.data()->data(), ShaderWeights::count, sums.shader()->data(), sums.shader_sums(), settings.shader_rate, step_),
         4096);
  if (settings.lobes) {
    static_assert(sizeof(glm::vec4) == 4 * sizeof(float));
    constexpr int shares = 4 * HighlightMap::count;
    ArrayAdamKernel sparse =
        array_adam(&highlights_.data()->x, shares, &sums.highlights()->x, device_.slots(), settings.shader_rate, step_);
    sparse.sparsity = settings.highlight_sparsity;
    launch(device_, "optimise highlights", shares, sparse, 4096);
  }
  if (settings.loss.background == FitBackground::environment)
    launch(device_, "optimise environment", 3 * EnvironmentSize::texels,
           array_adam(&environment_.data()->x, 3 * EnvironmentSize::texels, &sums.environment()->x, device_.slots(),
                      settings.environment_rate, step_),
           4096);
}

std::pair<Buffer<float>, Buffer<float>> FitEngine::summed_statistics() const {
  const auto cells = static_cast<std::size_t>(topology_->cell_count());
  Buffer<float> weight(device_, cells), error(device_, cells);
  passes_->statistics(weight.data(), error.data());
  return {std::move(weight), std::move(error)};
}

CellStatistics FitEngine::statistics() const {
  const auto [weight, error] = summed_statistics();
  return {weight.download(), error.download()};
}

}  // namespace asrg
