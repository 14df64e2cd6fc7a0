#include "compress/fit/fit.h"

#include "compress/codec/codec.h"
#include "compress/fit/checkpoint.h"
#include "compress/fit/quantise.h"
#include "compress/fit/schedule.h"
#include "compress/fit/start.h"
#include "compress/fit/starting_bricks.h"
#include "compress/model/symbols.h"
#include "compress/scene/box.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <string_view>

namespace asrg {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<TrainingPhoto> training_photos(const Scene& scene) {
  std::vector<TrainingPhoto> photos;
  for (const View& v : scene.train) photos.push_back({v.camera, &v.image});
  return photos;
}

/// Tells whether a checkpoint belongs to this scene.
std::uint64_t fingerprint(const Scene& scene) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&](std::string_view bytes) {
    for (const char b : bytes) hash = (hash ^ static_cast<std::uint8_t>(b)) * 0x100000001b3ULL;
  };
  for (const View& v : scene.train) {
    mix(v.name);
    mix({reinterpret_cast<const char*>(&v.camera), sizeof(v.camera)});
  }
  return hash;
}

FitBackground fit_background(const Scene& scene, FitBackground wanted) {
  if (scene.masked) return wanted;
  return wanted == FitBackground::random ? FitBackground::environment : wanted;
}

class Fit {
 public:
  Fit(Device& device, const Scene& scene, const FitOptions& options)
      : options_(options), device_(device), scene_(fingerprint(scene)), background_(fit_background(scene, options.background)) {
    if (scene.train.empty()) throw Error(ErrorKind::io, fmt::format("{}: there are no photos to fit", scene.name));
    if (options_.steps <= 0 && options_.time_limit <= 0) {
      options_.steps = device.is_cuda() ? cuda_steps : default_steps;
      if (device.is_cuda() && !device.is_deterministic()) options_.time_limit = cuda_seconds;
    }
    if (options.resume)
      resume(scene);
    else
      begin(scene);
    pixels_across_ = pixels_across(scene, lattice_.box());
    const int first = starting_level(lattice_), count = lattice_.finest() - first;
    for (int i = 0; i < count; ++i)
      splits_.push_back(schedule_.first_split + (schedule_.last_split - schedule_.first_split) * static_cast<float>(i) /
                                                    static_cast<float>(std::max(1, count - 1)));
  }

  Model run(const std::function<void(const FitProgress&)>& progress, const std::atomic<bool>& stop, FitReport* report) {
    double last_checkpoint = seconds();
    while (!stop && advance()) {
      const auto start = Clock::now();
      const int changes = changes_;
      adapt();
      if (changes_ > changes) {
        device_.synchronize();
        change_seconds_ += std::chrono::duration<double>(Clock::now() - start).count();
      }
      take_step();
      if (position_.steps % 10 == 0) {
        if (const auto seen = engine_->poll_report()) take_over(*seen);
        if (progress && position_.mse > 0) progress(describe());
      }
      if (!options_.checkpoint.empty() && seconds() - last_checkpoint > options_.checkpoint_interval) {
        save_checkpoint();
        last_checkpoint = seconds();
      }
    }
    if (!stop) shrink_to_limit(progress, stop);
    if (stop && !options_.checkpoint.empty()) save_checkpoint();
    if (!position_.quantising) begin_quantisation();
    look();
    if (report) *report = {seconds(), position_.steps, -10 * std::log10(position_.mse), position_.samples, changes_, change_seconds_, stop};
    return current_model();
  }

 private:
  void begin(const Scene& scene) {
    const Box box = options_.box ? *options_.box : scene_box(scene);
    lattice_ = make_lattice(box, options_.resolution > 0 ? options_.resolution : natural_resolution(scene, box),
                            !scene.masked && options_.surroundings);
    engine_ = std::make_unique<FitEngine>(device_, training_photos(scene), patch_places(scene, lattice_), options_.seed);
    const Topology topology = build_topology(lattice_, starting_bricks(scene, lattice_, starting_level(lattice_)));
    engine_->set_state(topology, starting_state(topology, options_.seed));
    position_.next_prune = schedule_.first_prune;
    position_.next_rate_check = schedule_.quantise + schedule_.rate_interval;
  }

  void resume(const Scene& scene) {
    FitCheckpoint c = read_checkpoint(options_.checkpoint);
    if (c.scene != scene_)
      throw Error(ErrorKind::arguments,
                  fmt::format("{} is of a fit to other photos than {}: same data set, --downscale and --holdout are needed to go on",
                              options_.checkpoint.string(), scene.name));
    lattice_ = c.lattice;
    options_.seed = c.seed;
    engine_ = std::make_unique<FitEngine>(device_, training_photos(scene), patch_places(scene, lattice_), options_.seed);
    engine_->set_state(build_topology(lattice_, std::move(c.bricks)), c.state);
    position_ = c.position;
    start_ -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(position_.seconds));
  }

  void save_checkpoint() {
    look();
    position_.seconds = seconds();
    write_checkpoint(options_.checkpoint,
                     {scene_, options_.seed, lattice_, engine_->device_topology().bricks().download(), engine_->state(), position_});
  }

  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  /// Moves on to the next step. @return false at the end of the fit
  bool advance() {
    float fraction = options_.steps > 0 ? static_cast<float>(position_.steps) / static_cast<float>(options_.steps) : 0.0f;
    if (options_.time_limit > 0) fraction = std::max(fraction, static_cast<float>(seconds() / options_.time_limit));
    position_.fraction = std::max(position_.fraction, fraction);
    return position_.fraction < 1.0f;
  }

  void take_step() {
    StepSettings settings = step_settings(options_, schedule_, lattice_, position_.fraction, final_rate(passes_planned()),
                                          engine_->device_topology().corner_count(), background_, position_.pressure);
    if (device_.is_cuda()) settings.patches *= cuda_patches;
    // A step that casts a ray through every pixel would learn no more than one through an eighth of them.
    settings.patches = std::min(settings.patches, std::max(16, engine_->place_count() / 8));
    position_.passes += static_cast<double>(settings.patches) / engine_->place_count();
    if (position_.quantising) settings.quantisation = &position_.quantisation;
    engine_->step(settings);
    ++position_.steps;
  }

  /// Passes over the photos' pixels of the whole fit, by what they have been so far. (Rates have not changed while that is a guess.)
  double passes_planned() const { return position_.passes / std::max(0.02, static_cast<double>(position_.fraction)); }

  /// Takes over what the last steps saw. It waits for them.
  void look() { take_over(engine_->take_report()); }

  void take_over(const StepReport& r) {
    if (r.steps == 0) return;
    const double share = position_.samples == 0 ? 1 : 1 - std::pow(0.98, r.steps);
    position_.mse += share * (r.mse - position_.mse);
    position_.samples += r.samples;
  }

  FitProgress describe() const {
    return {position_.quantising ? "quantise" : "fit",
            position_.fraction,
            seconds(),
            -10 * std::log10(position_.mse),
            position_.steps,
            engine_->device_topology().cell_count(),
            static_cast<double>(position_.samples) / seconds()};
  }

  /// Rays, as a multiple of the photos' pixels, after which each visible cell has been hit often enough: a coarse cell covers many pixels.
  double coverage_needed() const {
    const int level = std::min(lattice_.finest(), starting_level(lattice_) + position_.splits);
    const double pixels_of_cell = pixels_across_ * lattice_.stride(level) / static_cast<double>(lattice_.box_longest());
    return schedule_.prune_coverage / std::max(1.0, pixels_of_cell * pixels_of_cell);
  }

  void adapt() {
    const float now = position_.fraction;
    const bool seen = engine_->coverage() >= coverage_needed();
    if (position_.splits < static_cast<int>(splits_.size()) && now >= splits_[position_.splits] && seen) {
      const bool last = ++position_.splits == static_cast<int>(splits_.size());
      engine_->split(
          {prune_threshold(schedule_, now), last ? schedule_.last_split_share : 1.0f, schedule_.max_cells, schedule_.least_opacity});
      position_.next_prune = now + schedule_.prune_after_split;
      ++changes_;
    } else if (now >= position_.next_prune && now < schedule_.last_prune && seen) {
      position_.next_prune = now + schedule_.prune_interval;
      engine_->prune(prune_threshold(schedule_, now));
      ++changes_;
    }
    if (!position_.merged && now >= schedule_.merge) {
      position_.merged = 1;
      engine_->merge(merge_scale(options_.quality));
      ++changes_;
    }
    if (!position_.quantising && now >= schedule_.quantise) begin_quantisation();
    if (options_.max_bytes > 0 && position_.quantising && now >= position_.next_rate_check) {
      position_.next_rate_check += schedule_.rate_interval;
      raise_pressure(encoded_bytes());
    }
  }

  void begin_quantisation() {
    position_.quantising = 1;
    requantise();
  }

  void requantise() {
    Channels base = base_steps(options_.quality);
    for (float& x : base.v) x *= position_.pressure;
    position_.quantisation = residual_steps(engine_->device_topology().level_begin(), engine_->residuals(), base);
  }

  std::int64_t encoded_bytes() const { return static_cast<std::int64_t>(encode_model(current_model(), Effort::fast).size()); }

  /// The penalties and steps that are needed to come below the limit, by what the file has now.
  void raise_pressure(std::int64_t bytes) {
    const double excess = static_cast<double>(bytes) / (0.97 * static_cast<double>(options_.max_bytes));
    if (excess <= 1) return;
    position_.pressure *= static_cast<float>(std::min(4.0, std::pow(excess, 1.2)));
    requantise();
  }

  /// Goes on beyond the schedule until the file is small enough.
  void shrink_to_limit(const std::function<void(const FitProgress&)>& progress, const std::atomic<bool>& stop) {
    if (options_.max_bytes <= 0) return;
    for (int round = 0; round < 12 && !stop; ++round) {
      const std::int64_t bytes = encoded_bytes();
      if (bytes <= options_.max_bytes) return;
      raise_pressure(bytes);
      for (int i = 0; i < 40 && !stop; ++i) take_step();
      look();
      if (progress) progress(describe());
    }
    if (!stop && encoded_bytes() > options_.max_bytes)
      throw Error(ErrorKind::runtime,
                  fmt::format("the model cannot be brought below {} bytes: try a lower --resolution", options_.max_bytes));
  }

  Model current_model() const {
    Model m;
    const FitState state = engine_->state();
    m.topology = engine_->topology();
    m.quantisation = position_.quantisation;
    m.symbols = symbols_of(m.topology, m.quantisation, state.residuals);
    m.shader = state.shader;
    m.background = background_ == FitBackground::environment ? BackgroundKind::environment
                   : background_ == FitBackground::black     ? BackgroundKind::black
                                                             : BackgroundKind::white;
    if (m.background == BackgroundKind::environment) m.environment = state.environment;
    return m;
  }

  FitOptions options_;
  Device& device_;
  std::uint64_t scene_;
  FitBackground background_;
  Lattice lattice_;
  Schedule schedule_;
  float pixels_across_ = 1;
  std::unique_ptr<FitEngine> engine_;
  std::vector<float> splits_;  ///< the fractions at which bricks are split
  FitPosition position_;
  int changes_ = 0;  ///< of the topology
  double change_seconds_ = 0;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

Model fit(Device& device, const Scene& scene, const FitOptions& options, const std::function<void(const FitProgress&)>& progress,
          const std::atomic<bool>& stop, FitReport* report) {
  return Fit(device, scene, options).run(progress, stop, report);
}

}  // namespace asrg
