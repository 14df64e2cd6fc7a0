#include "compress/fit/fit.h"

#include "compress/fit/adapt.h"
#include "compress/fit/quantise.h"
#include "compress/fit/schedule.h"
#include "compress/fit/start.h"
#include "compress/scene/box.h"

#include <chrono>
#include <cmath>

namespace asrg {
namespace {

using Clock = std::chrono::steady_clock;

class Fit {
 public:
  Fit(Device& device, const Scene& scene, const FitOptions& options)
      : options_(options), box_(options.box ? *options.box : scene_box(scene)),
        lattice_(make_lattice(box_, options.resolution > 0 ? options.resolution : natural_resolution(scene, box_))),
        background_(scene.masked ? options.background : options.background == FitBackground::random ? FitBackground::environment : options.background),
        engine_(device, photos(scene), patch_places(scene, lattice_), options.seed) {
    const int level = starting_level(lattice_);
    Topology topology = build_topology(lattice_, starting_bricks(scene, lattice_, level));
    const FitState state = starting_state(topology, options.seed);
    engine_.set_state(std::move(topology), state);
    for (int l = level, n = lattice_.finest() - level; l < lattice_.finest(); ++l)
      splits_.push_back(schedule_.first_split +
                        (schedule_.last_split - schedule_.first_split) * static_cast<float>(l - level) / static_cast<float>(std::max(1, n - 1)));
  }

  Model run(const std::function<void(const FitProgress&)>& progress, const std::atomic<bool>& stop, FitReport* report) {
    const int steps = options_.steps > 0 ? options_.steps : 4000;
    double mse = 0;
    while (!stop) {
      const double elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
      fraction_ = static_cast<float>(steps_ + 1) / static_cast<float>(steps);
      if (options_.time_limit > 0) {
        const auto by_time = static_cast<float>(elapsed / options_.time_limit);
        fraction_ = options_.steps > 0 ? std::max(fraction_, by_time) : by_time;
      }
      if (fraction_ >= 1.0f) break;
      adapt();
      StepSettings settings = step_settings(options_, schedule_, lattice_, fraction_, engine_.topology().corner_count(), background_);
      if (quantising_) settings.quantisation = &quantisation_;
      const StepReport r = engine_.step(settings);
      ++steps_;
      samples_ += r.samples;
      mse = steps_ == 1 ? r.mse : mse + 0.02 * (r.mse - mse);
      if (progress && steps_ % 10 == 0)
        progress({quantising_ ? "quantise" : "fit", fraction_, elapsed, -10 * std::log10(mse), steps_, engine_.topology().cell_count(),
                  static_cast<double>(samples_) / elapsed});
    }
    if (!quantising_) begin_quantisation();
    if (report) {
      report->seconds = std::chrono::duration<double>(Clock::now() - start_).count();
      report->steps = steps_;
      report->training_psnr = -10 * std::log10(mse);
      report->samples = samples_;
      report->interrupted = stop;
    }
    return finished_model();
  }

 private:
  static std::vector<TrainingPhoto> photos(const Scene& scene) {
    std::vector<TrainingPhoto> p;
    for (const View& v : scene.train) p.push_back({v.camera, &v.image});
    return p;
  }

  void change_bricks(std::vector<Brick> bricks) {
    Topology next = build_topology(lattice_, std::move(bricks));
    const FitState state = carry_over(engine_.topology(), engine_.state(), next);
    engine_.set_state(std::move(next), state);
  }

  void prune() {
    auto bricks = prune_cells(engine_.topology(), engine_.statistics(), prune_threshold(schedule_, fraction_));
    if (!bricks.empty()) change_bricks(std::move(bricks));
  }

  void adapt() {
    if (next_split_ < splits_.size() && fraction_ >= splits_[next_split_]) {
      const bool last = ++next_split_ == splits_.size();
      const auto split = choose_splits(engine_.topology(), engine_.statistics(), last ? 0.98f : 1.0f);
      prune_after_split_ = split_bricks(lattice_, engine_.topology().bricks, split);
      change_bricks(std::move(prune_after_split_));
      next_prune_ = fraction_ + 0.5f * schedule_.prune_interval;
    }
    if (fraction_ >= next_prune_ && fraction_ < schedule_.last_prune) {
      next_prune_ += schedule_.prune_interval;
      prune();
    }
    if (!merged_ && fraction_ >= schedule_.merge) {
      merged_ = true;
      change_bricks(merge_flat_bricks(engine_.topology(), engine_.state().residuals, merge_scale()));
    }
    if (!quantising_ && fraction_ >= schedule_.quantise) begin_quantisation();
  }

  Channels merge_scale() const {
    Channels s = base_steps(options_.quality);
    for (float& x : s.v) x *= 0.5f;
    return s;
  }

  void begin_quantisation() {
    quantisation_ = residual_steps(engine_.topology(), engine_.state().residuals, base_steps(options_.quality));
    quantising_ = true;
  }

  Model finished_model() {
    Model m;
    FitState state = engine_.state();
    m.topology = engine_.topology();
    m.residuals = std::move(state.residuals);
    for (int l = 0; l < Lattice::max_levels; ++l) m.quantisation.step[l] = quantisation_.step[l];
    m.quantisation.offset = quantisation_.offset;
    round_residuals(m.topology, m.quantisation, m.residuals);
    m.shader = state.shader;
    m.background = background_ == FitBackground::environment ? BackgroundKind::environment
                   : background_ == FitBackground::black     ? BackgroundKind::black
                                                             : BackgroundKind::white;
    if (m.background == BackgroundKind::environment) m.environment = state.environment;
    return m;
  }

  FitOptions options_;
  Box box_;
  Lattice lattice_;
  FitBackground background_;
  FitEngine engine_;
  Schedule schedule_;
  std::vector<float> splits_;
  std::vector<Brick> prune_after_split_;
  std::size_t next_split_ = 0;
  float next_prune_ = Schedule{}.first_prune;
  bool merged_ = false, quantising_ = false;
  ResidualSteps quantisation_{};
  float fraction_ = 0;
  int steps_ = 0;
  std::int64_t samples_ = 0;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

Model fit(Device& device, const Scene& scene, const FitOptions& options, const std::function<void(const FitProgress&)>& progress,
          const std::atomic<bool>& stop, FitReport* report) {
  return Fit(device, scene, options).run(progress, stop, report);
}

}  // namespace asrg
