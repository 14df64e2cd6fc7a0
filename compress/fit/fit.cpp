#include "compress/fit/fit.h"

#include "compress/fit/photo_weights.h"
#include "compress/fit/quantise.h"
#include "compress/fit/start.h"
#include "compress/fit/starting_bricks.h"
#include "compress/fit/starting_state.h"
#include "compress/model/storable.h"
#include "compress/model/symbols.h"
#include "compress/scene/box.h"
#include "compress/scene/visual_hull.h"
#include "compress/stereo/sight_lines.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

using Clock = std::chrono::steady_clock;

FitBackground fit_background(const Scene& scene, FitBackground wanted) {
  if (scene.masked) return wanted;
  return wanted == FitBackground::random ? FitBackground::environment : wanted;
}

/// Sets the length of a fit for which the options state neither steps nor a time limit.
void settle_length(FitOptions& options, const Device& device, int places) {
  if (options.steps > 0 || options.time_limit > 0) return;
  options.steps = device.is_cuda() ? cuda_steps : default_steps(places, options.supersample);
  if (device.is_cuda() && !device.is_deterministic()) options.time_limit = cuda_seconds;
}

Lattice lattice_for(const Scene& scene, const VisualHull& hull, const FitOptions& options) {
  const Box box = options.box ? *options.box : scene_box(scene, hull, options.poses != PutRight::off);
  const int resolution =
      options.resolution > 0 ? options.resolution : natural_resolution(scene, box, options.supersample, options.max_bytes);
  const Lattice lattice = make_lattice(box, resolution, !scene.masked && options.surroundings);
  if (const auto reason = why_not_storable(lattice))
    throw Error(ErrorKind::arguments, fmt::format("no file could hold a fit with --resolution {}: {}", resolution, *reason));
  return lattice;
}

}  // namespace

Fit::Fit(Device& device, const Scene& scene, const FitOptions& options)
    : options_(options), device_(device), scene_(scene), background_(fit_background(scene, options.background)) {
  if (scene.train.empty()) throw Error(ErrorKind::io, fmt::format("{}: there are no photos to fit", scene.name));
  const VisualHull hull(hull_views(scene));
  lattice_ = lattice_for(scene, hull, options_);
  places_ = patch_places(scene, lattice_);
  engine_ = std::make_unique<FitEngine>(device_, training_photos(scene.train), places_, options_.seed);
  const int level = starting_level(lattice_);
  LenientHull lenient;
  if (scene.masked) lenient = lenient_hull(hull, starting_grid(lattice_, level), options_.poses != PutRight::off);
  // Where the silhouettes agree with each other, and without masks, corrections of poses would only follow noise (compress/RESULTS.md).
  position_.poses_stay = options_.poses == PutRight::automatic && lenient.strict();
  const Topology topology = build_topology(lattice_, starting_bricks(scene, lattice_, level, lenient));
  FitState state = starting_state(topology, options_.seed, options_.tuning.lobes > 0);
  develop(state, topology, scene);
  engine_->set_state(topology, state);
  position_.next_prune = schedule_.first_prune;
  prepare();
}

Fit::Fit(Device& device, const Scene& scene, const FitOptions& options, FitCheckpoint from)
    : options_(options), device_(device), scene_(scene), background_(fit_background(scene, options.background)) {
  check_belongs(from, scene, options_);
  lattice_ = from.lattice;
  places_ = patch_places(scene, lattice_);
  const Topology topology = build_topology(lattice_, std::move(from.bricks));
  check_consistent(from.state, topology, places_.size(), scene.train.size());
  engine_ = std::make_unique<FitEngine>(device_, training_photos(scene.train), places_, options_.seed);
  engine_->set_state(topology, from.state);
  position_ = from.position;
  start_ -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(position_.seconds));
  prepare();
}

Fit::~Fit() = default;

void Fit::prepare() {
  settle_length(options_, device_, engine_->place_count());
  pixels_across_ = pixels_across(scene_, lattice_.box());
  const int first = starting_level(lattice_), count = lattice_.finest() - first;
  for (int i = 0; i < count; ++i)
    splits_.push_back(schedule_.first_split +
                      (schedule_.last_split - schedule_.first_split) * static_cast<float>(i) / static_cast<float>(std::max(1, count - 1)));
}

bool Fit::advance() {
  float fraction = options_.steps > 0 ? static_cast<float>(position_.steps - begin_) / static_cast<float>(options_.steps) : 0.0f;
  if (options_.time_limit > 0) fraction = std::max(fraction, static_cast<float>(seconds() / options_.time_limit));
  position_.fraction = std::max(position_.fraction, fraction);
  if (position_.fraction >= 1.0f) return false;
  const auto start = Clock::now();
  const int changes = changes_;
  adapt();
  if (changes_ > changes) {
    device_.synchronize();
    change_seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
  }
  take_step(schedule_.cooling(position_.fraction));
  return true;
}

void Fit::refine(int steps, bool coarsen) {
  if (coarsen) {
    if (engine_->coverage() >= coverage_needed()) engine_->prune(pressed_prune_threshold(position_.pressure));
    engine_->merge(scaled(merge_scale(options_.quality), position_.pressure));
    ++changes_;
  }
  if (!position_.quantising) position_.quantising = 1;
  requantise();
  // Rates as before they cooled down let the fit follow, and cool down again.
  for (int i = 0; i < steps; ++i) take_step(static_cast<float>(i + 1) / static_cast<float>(steps));
}

void Fit::take(FitCheckpoint from) {
  lattice_ = from.lattice;
  const Topology topology = build_topology(lattice_, std::move(from.bricks));
  check_consistent(from.state, topology, places_.size(), scene_.train.size());
  engine_->set_state(topology, from.state);
  position_ = from.position;
  if (position_.quantising) requantise();
}

void Fit::repeat(float fraction, int steps) {
  options_.steps = std::max(1, static_cast<int>(static_cast<float>(steps) / (1 - fraction)));
  options_.time_limit = 0;
  begin_ = position_.steps - static_cast<int>(fraction * static_cast<float>(options_.steps));
  position_.passes = passes_planned() * fraction;
  position_.fraction = fraction;
  position_.splits = Lattice::max_levels;
  position_.next_prune = fraction + schedule_.prune_interval;
  position_.merged = fraction >= schedule_.merge;
  position_.quantising = fraction >= schedule_.quantise;
}

Lattice Fit::lattice_of_size(std::int64_t bytes) const {
  if (options_.resolution > 0) return lattice_;
  return make_lattice(lattice_.box(), natural_resolution(scene_, lattice_.box(), options_.supersample, bytes), lattice_.surroundings);
}

void Fit::set_pressure(float pressure) {
  position_.pressure = pressure;
  if (position_.quantising) requantise();
}

FitProgress Fit::progress() {
  if (const auto seen = engine_->poll_report()) take_over(*seen);
  return {.phase = position_.quantising ? "quantise" : "fit",
          .fraction = position_.fraction,
          .seconds = seconds(),
          .psnr = -10 * std::log10(position_.mse),
          .step = position_.steps,
          .cells = engine_->device_topology().cell_count(),
          .samples_per_second = static_cast<double>(position_.samples) / seconds()};
}

FitReport Fit::report() {
  take_over(engine_->take_report());
  return {.seconds = seconds(),
          .steps = position_.steps,
          .training_psnr = -10 * std::log10(position_.mse),
          .samples = position_.samples,
          .topology_changes = changes_,
          .topology_seconds = change_seconds_};
}

FitCheckpoint Fit::snapshot() {
  take_over(engine_->take_report());
  position_.seconds = seconds();
  FitCheckpoint c{.scene = fingerprint(scene_),
                  .options = lasting_options(options_),
                  .lattice = lattice_,
                  .bricks = engine_->device_topology().bricks().download(),
                  .state = engine_->state(),
                  .position = position_};
  c.state.gathered = engine_->gathered();
  check_finite(c.state.residuals);
  return c;
}

Model Fit::model(float dead_zone) {
  const FitState state = engine_->state();
  check_finite(state.best());
  Model m = rounded(state, position_.quantising ? position_.quantisation : steps_at(position_.pressure, state.best()));
  drop_small_symbols(m, state.best(), dead_zone);
  return m;
}

Model Fit::model_at(float pressure) {
  const FitState state = engine_->state();
  check_finite(state.best());
  return rounded(state, steps_at(pressure, state.best()));
}

double Fit::seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

void Fit::take_step(float cooling) {
  StepSettings settings = step_settings(options_, schedule_, lattice_, position_.fraction, cooling, final_rate(passes_planned()),
                                        engine_->device_topology().corner_count(), background_, position_.pressure);
  if (device_.is_cuda()) settings.patches *= cuda_patches;
  // No more patches than cover an eighth of the photos' pixels: rays through all of them would hardly improve the gradient.
  settings.patches = std::min(settings.patches, std::max(16, engine_->place_count() / 8));
  position_.passes += static_cast<double>(settings.patches) / engine_->place_count();
  if (position_.quantising) {
    settings.quantisation = &position_.quantisation;
    settings.averaging = options_.tuning.averaging;
  }
  if (position_.poses_stay) settings.pose_rate = 0;
  if (position_.lenses_stay) settings.lens_rate = 0;
  if (position_.exposure_stays) settings.exposure_rate = 0;
  engine_->step(settings);
  ++position_.steps;
}

/// Passes over the photos' pixels of the whole fit, extrapolated from those so far. In the first steps, where this is rough, the rates that depend on it
/// have hardly changed.
double Fit::passes_planned() const { return position_.passes / std::max(0.02, static_cast<double>(position_.fraction)); }

void Fit::take_over(const StepReport& r) {
  if (r.steps == 0) return;
  if (!std::isfinite(r.mse)) fail_not_a_number();
  const double share = position_.samples == 0 ? 1 : 1 - std::pow(0.98, r.steps);
  position_.mse += share * (r.mse - position_.mse);
  position_.samples += r.samples;
}

/// Rays, as a multiple of the photos' pixels, after which each visible cell has been hit often enough for pruning: a coarse cell covers many pixels.
double Fit::coverage_needed() const {
  const int level = std::min(lattice_.finest(), starting_level(lattice_) + position_.splits);
  const double pixels_of_cell = pixels_across_ * lattice_.stride(level) / static_cast<double>(lattice_.box_longest());
  return schedule_.prune_coverage / std::max(1.0, pixels_of_cell * pixels_of_cell);
}

void Fit::adapt() {
  const float now = position_.fraction;
  const bool seen = engine_->coverage() >= coverage_needed();
  if (position_.splits < static_cast<int>(splits_.size()) && now >= splits_[position_.splits] && seen) {
    const bool last = ++position_.splits == static_cast<int>(splits_.size());
    engine_->split({.prune_threshold = prune_threshold(schedule_, lattice_, now),
                    .share = last ? schedule_.last_split_share : 1.0f,
                    .max_cells = schedule_.max_cells,
                    .least_opacity = least_opacity(schedule_, lattice_)});
    position_.next_prune = now + schedule_.prune_after_split;
    ++changes_;
  } else if (now >= position_.next_prune && now < schedule_.last_prune && seen) {
    position_.next_prune = now + schedule_.prune_interval;
    engine_->prune(prune_threshold(schedule_, lattice_, now));
    ++changes_;
  }
  if (!position_.lenses_judged && now >= schedule_.judge_lenses) judge_lenses();
  if (!position_.judged && now >= schedule_.judge_photos) judge_photos();
  if (!position_.merged && now >= schedule_.merge) {
    position_.merged = 1;
    engine_->merge(merge_scale(options_.quality));
    ++changes_;
  }
  if (!position_.quantising && now >= schedule_.quantise) {
    position_.quantising = 1;
    requantise();
  }
}

/// Decides whether corrections of lenses are kept. To learn them costs a fifth of a step's time: that is over soon where lenses are right.
void Fit::judge_lenses() {
  position_.lenses_judged = 1;
  const CorrectionSummary seen = corrections();
  // Poses that are wrong each in its own way leave a lens, too, where their mean is not zero.
  const bool from_poses = seen.lens_pixels < 0.5 * seen.pixels;
  position_.lenses_stay = seen.lens_pixels < least_lens_pixels || seen.lens < least_lens || from_poses;
  engine_->forget_corrections(false, false, position_.lenses_stay);
  if (position_.poses_stay && position_.lenses_stay) return;
  look_again();
}

/// Where cameras are being put right, thins what fog is left where sight lines of the corrected ones pass: those of the stated ones were few, or wrong.
void Fit::look_again() {
  const auto by = engine_->corrections();
  if (options_.poses == PutRight::off || by.empty()) return;
  std::vector<Camera> cameras = cameras_of(scene_.train);
  const CorrectionFrame frame(lattice_);
  for (std::size_t i = 0; i < cameras.size(); ++i) cameras[i] = corrected(cameras[i], by[i], frame);
  const auto lines = sight_lines(scene_.train, cameras, lattice_.box(), scene_.masked).lines;
  if (lines.empty()) return;
  const Topology topology = engine_->topology();
  FitState state = engine_->state();
  state.gathered = engine_->gathered();
  apply(KnownSpace(lattice_, cameras, lines), topology, state);
  engine_->set_state(topology, state);
}

/// Decides how much each photo counts, and whether corrections of poses and exposure are kept. Small ones are reset: they would only follow the photos' noise.
void Fit::judge_photos() {
  position_.judged = 1;
  engine_->set_photo_weights(photo_weights(photo_errors(places_, engine_->place_errors(), scene_.train.size())));
  const CorrectionSummary seen = corrections();
  const auto stays = [](PutRight wanted, bool little) { return wanted == PutRight::off || (wanted == PutRight::automatic && little); };
  position_.poses_stay = stays(options_.poses, position_.poses_stay || seen.pixels < least_pixels);
  position_.exposure_stays = stays(options_.exposure, seen.own_exposure < least_own_exposure);
  engine_->forget_corrections(position_.poses_stay, position_.exposure_stays, false);
}

FitOptions Fit::settled(FitOptions o) const {
  if (!position_.judged) return o;
  if (o.poses == PutRight::automatic) o.poses = position_.poses_stay ? PutRight::off : PutRight::on;
  if (o.exposure == PutRight::automatic) o.exposure = position_.exposure_stays ? PutRight::off : PutRight::on;
  return o;
}

std::vector<FoundLens> Fit::found_lenses() const {
  std::vector<FoundLens> found;
  const auto corrections = engine_->corrections();
  for (std::size_t i = 0; i < corrections.size(); ++i) {
    const FoundLens lens = FoundLens::of(scene_.train[i].camera, corrections[i].lens);
    if (lens.change != LensChange{} && std::find(found.begin(), found.end(), lens) == found.end()) found.push_back(lens);
  }
  return found;
}

CorrectionSummary Fit::corrections() const { return summarise(scene_.train, engine_->corrections(), CorrectionFrame(lattice_)); }

std::vector<double> Fit::photo_psnr() const {
  std::vector<double> psnr = photo_errors(places_, engine_->place_errors(), scene_.train.size());
  for (double& p : psnr) p = -10 * std::log10(p);
  return psnr;
}

void Fit::requantise() { position_.quantisation = steps_at(position_.pressure, engine_->residuals()); }

QuantisationSteps Fit::steps_at(float pressure, const std::vector<Channels>& residuals) const {
  return residual_steps(engine_->device_topology().level_begin(), residuals, scaled(base_steps(options_.quality), pressure));
}

Model Fit::rounded(const FitState& state, const QuantisationSteps& steps) const {
  Model m;
  m.topology = engine_->topology();
  m.quantisation = steps;
  m.symbols = symbols_of(m.topology, steps, state.best());
  m.shader = state.shader;
  m.highlight_step = highlight_step(state.highlights);
  if (m.highlight_step > 0) m.highlights = state.highlights;
  m.supersample = options_.supersample;
  m.sample_distance = options_.tuning.sample_distance;
  m.background = background_ == FitBackground::environment ? BackgroundKind::environment
                 : background_ == FitBackground::black     ? BackgroundKind::black
                                                           : BackgroundKind::white;
  if (m.background == BackgroundKind::environment) m.environment = state.environment;
  return m;
}

void Fit::check_finite(const std::vector<Channels>& residuals) const {
  for (const Channels& r : residuals)
    for (const float x : r.v)
      if (!std::isfinite(x)) fail_not_a_number();
}

void Fit::fail_not_a_number() const {
  throw Error(ErrorKind::runtime,
              fmt::format("{}: the fit has come to something that is not a number by step {}: a lower --ssim-weight or another "
                          "--seed may help",
                          scene_.name, position_.steps));
}

}  // namespace asrg
