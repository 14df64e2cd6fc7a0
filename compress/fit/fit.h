#pragma once

#include "compress/fit/checkpoint.h"
#include "compress/fit/fit_options.h"
#include "compress/fit/schedule.h"
#include "compress/model/found_lens.h"
#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"

#include <chrono>
#include <memory>
#include <vector>

namespace asrg {

/// The state of a fit, for a progress line.
struct FitProgress {
  const char* phase = "";  ///< "fit", "quantise"
  double fraction = 0;     ///< 0..1 of the schedule
  double seconds = 0;      ///< since the start, in all sessions
  double psnr = 0;         ///< running training PSNR, dB; not finite before the first steps have been reported
  int step = 0;
  std::int64_t cells = 0;  ///< active cells
  double samples_per_second = 0;
};

/// Totals of a fit so far.
struct FitReport {
  double seconds = 0;  ///< since the start, in all sessions: steps, and what callers do between them, such as measuring file sizes
  int steps = 0;
  double training_psnr = 0;     ///< running mean, dB
  std::int64_t samples = 0;     ///< samples along rays, rendered and differentiated
  int topology_changes = 0;     ///< prunings, splits and merges, since the start of the program
  double topology_seconds = 0;  ///< time that these took, with the decisions about them
};

/// The fit of an adaptive sparse radiance grid to a scene's training views.
///
///   visual hull or full box -> coarse-to-fine optimisation -> prune -> split where detail remains -> quantisation-aware fine-tuning
///
/// It can be advanced step by step, saved and copied (snapshot()), and gives a model at any time. The loops over its steps are run_fit() and
/// fit_to_size(). Scene and device must outlive it.
class Fit {
 public:
  /// A new fit.
  /// @throws Error (io) without photos, or where photos and cameras do not fit together; (arguments) where a file could not hold the resolution
  Fit(Device& device, const Scene& scene, const FitOptions& options);
  /// Resumes from a snapshot of another Fit of the same scene, or from a checkpoint file, as if there had been no break.
  /// @throws Error (arguments) where it is of other photos or was begun with other options; (invalid_file) where it contradicts itself
  Fit(Device& device, const Scene& scene, const FitOptions& options, FitCheckpoint from);
  Fit(const Fit&) = delete;
  Fit& operator=(const Fit&) = delete;
  ~Fit();

  /// Changes the topology if that is due, and takes the schedule's next step. On CUDA this only queues work.
  /// @return false at the end of the schedule; then nothing is done
  bool advance();
  /// Continues beyond the end of the schedule: prunes cells of little weight and merges bricks of small residuals, both by thresholds at the present
  /// pressure, and takes steps with the settings of the schedule's end, but rates that cool down from those before its end.
  /// @param coarsen false: cells and bricks stay as they are
  void refine(int steps, bool coarsen = true);

  /// Takes another state of this fit: its own snapshot, or one on another lattice, see resampled().
  void take(FitCheckpoint from);
  /// Sets the schedule back, as if so much of it had passed: the rest is still to come, without a time limit. What has been split stays.
  /// @param fraction 0..1
  /// @param steps that the rest takes
  void repeat(float fraction, int steps);
  /// The lattice that suits a file of so many bytes: see natural_resolution(). The present one where the options state a resolution.
  Lattice lattice_of_size(std::int64_t bytes) const;
  const Lattice& lattice() const { return lattice_; }

  double fraction() const { return position_.fraction; }
  /// Is there a time limit, and has it passed?
  bool time_is_up() const { return options_.time_limit > 0 && seconds() >= options_.time_limit; }
  int steps() const { return position_.steps; }
  /// Are residuals quantised while fitting? From then on the size of model() is a good estimate of the final size.
  bool quantising() const { return position_.quantising; }
  /// The factor on penalties and quantisation steps: the larger, the smaller the file. 1 at the beginning.
  float pressure() const { return position_.pressure; }
  void set_pressure(float pressure);

  /// The state after the steps that the device has finished; does not wait for others.
  /// @throws Error (runtime) where the loss has become NaN or infinite
  FitProgress progress();
  /// Waits for all steps. @throws as progress()
  FitReport report();
  /// These options with PutRight::automatic replaced by the decision, once that has been made.
  FitOptions settled(FitOptions options) const;
  /// How much the photos have been corrected. Waits for all steps.
  CorrectionSummary corrections() const;
  /// The lenses that are corrected, each once.
  std::vector<FoundLens> found_lenses() const;
  /// Per training photo: the PSNR of its patches when each was last drawn, dB; infinite where no patch was. Waits for all steps.
  std::vector<double> photo_psnr() const;
  /// Everything that is needed to resume. @throws as progress()
  FitCheckpoint snapshot();

  /// The model at present, quantised at the present pressure, so that saving loses nothing more of the grid. The caller adds the provenance.
  /// @param dead_zone see drop_small_symbols()
  Model model(float dead_zone = 0.5f);
  /// The same at another pressure, without any steps that would compensate for coarser quantisation.
  Model model_at(float pressure);

 private:
  void prepare();
  void adapt();
  void judge_lenses();
  void look_again();
  void judge_photos();
  /// @param cooling of the rates, see Schedule
  void take_step(float cooling);
  /// Updates running means and totals.
  void take_over(const StepReport& report);
  void requantise();
  double seconds() const;
  double passes_planned() const;
  double coverage_needed() const;
  QuantisationSteps steps_at(float pressure, const std::vector<Channels>& residuals) const;
  Model rounded(const FitState& state, const QuantisationSteps& steps) const;
  /// @throws Error (runtime) where a residual is not finite
  void check_finite(const std::vector<Channels>& residuals) const;
  [[noreturn]] void fail_not_a_number() const;

  FitOptions options_;
  Device& device_;
  const Scene& scene_;
  FitBackground background_;
  Lattice lattice_;
  Schedule schedule_;
  float pixels_across_ = 1;
  std::vector<PatchPlace> places_;
  std::unique_ptr<FitEngine> engine_;
  std::vector<float> splits_;  ///< the fractions at which bricks are split
  FitPosition position_;
  int begin_ = 0;              ///< FitPosition::steps at the schedule's begin; not 0 once it has been set back
  int changes_ = 0;            ///< FitReport::topology_changes
  double change_seconds_ = 0;  ///< FitReport::topology_seconds
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace asrg
