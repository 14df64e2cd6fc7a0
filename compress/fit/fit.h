#pragma once

#include "compress/fit/checkpoint.h"
#include "compress/fit/fit_options.h"
#include "compress/fit/schedule.h"
#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"

#include <chrono>
#include <memory>
#include <vector>

namespace asrg {

/// Where a fit stands; for a progress line.
struct FitProgress {
  const char* phase = "";  ///< "fit", "quantise"
  double fraction = 0;     ///< 0..1 of the schedule
  double seconds = 0;      ///< since the start, in all sessions
  double psnr = 0;         ///< running training PSNR, dB; not finite before the first steps have told
  int step = 0;
  std::int64_t cells = 0;  ///< active cells
  double samples_per_second = 0;
};

/// What a fit has done so far.
struct FitReport {
  double seconds =
      0;  ///< since the start, in all sessions: steps, and what was asked for between them, such as files to see how large they are
  int steps = 0;
  double training_psnr = 0;
  std::int64_t samples = 0;     ///< rendered and differentiated
  int topology_changes = 0;     ///< prunings, splits and merges, since the start of the program
  double topology_seconds = 0;  ///< that they took, with what is decided of them
};

/// The fit of an adaptive sparse radiance grid to a scene's training views.
///
///   visual hull or full box -> coarse-to-fine optimisation -> prune -> split where detail remains -> quantisation-aware fine-tuning
///
/// It can be advanced step by step, saved and copied (snapshot()), and asked for a model at any time. Loops over it are others' business: run_fit(),
/// fit_to_size(). Scene and device must outlive it.
class Fit {
 public:
  /// Begins.
  /// @throws Error (io) without photos, or where photos and cameras do not fit together; (arguments) where a file could not hold the resolution
  Fit(Device& device, const Scene& scene, const FitOptions& options);
  /// Goes on from a snapshot, as if there had been no break: of another Fit of the same scene, or from a file.
  /// @throws Error (arguments) where it is one of other photos or was begun with other options; (invalid_file) where it contradicts itself
  Fit(Device& device, const Scene& scene, const FitOptions& options, FitCheckpoint from);
  Fit(const Fit&) = delete;
  Fit& operator=(const Fit&) = delete;
  ~Fit();

  /// Changes the topology where that is due, and takes the schedule's next step. On CUDA this only queues work.
  /// @return false at the schedule's end, where nothing is done
  bool advance();
  /// Goes on beyond the schedule: prunes what hardly shows and merges what has become flat, both at the present pressure, and takes steps as at the
  /// schedule's end.
  void refine(int steps);

  double fraction() const { return position_.fraction; }
  /// Is there a time limit, and has it passed?
  bool time_is_up() const { return options_.time_limit > 0 && seconds() >= options_.time_limit; }
  int steps() const { return position_.steps; }
  /// Are residuals rounded while fitting? From then on the size of model() tells that of the file.
  bool quantising() const { return position_.quantising; }
  /// The factor on penalties and quantisation steps: the larger, the smaller the file. 1 at the beginning.
  float pressure() const { return position_.pressure; }
  void set_pressure(float pressure);

  /// Takes in what steps have told by now, without waiting for those that are under way.
  /// @throws Error (runtime) where the fit has come to something that is not a number
  FitProgress progress();
  /// Waits for all steps. @throws as progress()
  FitReport report();
  /// These options, but with what was found to be needed instead of PutRight::automatic, once that is known.
  FitOptions settled(FitOptions options) const;
  /// What has been put right about the photos. Waits for all steps.
  CorrectionSummary corrections() const;
  /// Everything that is needed to go on. @throws as progress()
  FitCheckpoint snapshot();

  /// The model as it stands, rounded to symbols at the present pressure, so that saving loses nothing more of the grid. The provenance is the caller's.
  /// @param dead_zone see drop_small_symbols()
  Model model(float dead_zone = 0.5f);
  /// The same at another pressure, without any step that would make up for coarser rounding.
  Model model_at(float pressure);

 private:
  void prepare();
  void adapt();
  void judge_photos();
  void take_step();
  void take_over(const StepReport& report);
  void requantise();
  double seconds() const;
  double passes_planned() const;
  double coverage_needed() const;
  QuantisationSteps steps_at(float pressure, const std::vector<Channels>& residuals) const;
  Model rounded(const FitState& state, const QuantisationSteps& steps) const;
  /// @throws Error (runtime) where one is not finite
  void check_finite(const std::vector<Channels>& residuals) const;
  [[noreturn]] void fail_not_a_number() const;

  FitOptions options_;
  Device& device_;
  const Scene& scene_;
  FitBackground background_;
  Lattice lattice_;
  Schedule schedule_;
  float pixels_across_ = 1;
  std::unique_ptr<FitEngine> engine_;
  std::vector<float> splits_;  ///< the fractions at which bricks are split
  FitPosition position_;
  int changes_ = 0;  ///< of the topology
  double change_seconds_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace asrg
