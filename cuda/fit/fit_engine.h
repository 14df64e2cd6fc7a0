#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/gathered_statistics.h"
#include "cuda/fit/patch_place.h"
#include "cuda/fit/photo_corrections.h"
#include "cuda/fit/step_settings.h"
#include "cuda/fit/step_sums.h"
#include "cuda/fit/training_photo.h"
#include "cuda/grid/grid.h"
#include "cuda/grid/hierarchy.h"
#include "cuda/render/shader.h"

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace asrg {

class StepPasses;
class TrainingSet;

/// The parameters of an optimisation and Adam's moments of them, on the host: what a checkpoint stores.
struct FitState {
  std::vector<Channels> residuals, first_moment, second_moment;  ///< per corner
  std::vector<Channels> average;                                 ///< running average of the residuals, per corner; empty: none is kept yet
  std::uint32_t averaged = 0;                                    ///< number of steps in that average
  ShaderWeights shader{}, shader_first_moment{}, shader_second_moment{};
  std::vector<glm::vec3> environment, environment_first_moment, environment_second_moment;  ///< EnvironmentSize::texels each
  std::vector<glm::vec4> highlights, highlights_first_moment, highlights_second_moment;     ///< HighlightMap::count each
  std::vector<float> place_errors;                                                          ///< see TrainingViews; empty: none known yet
  std::vector<float> photo_weights;                                                         ///< TrainingView::weight; empty: all are 1
  CorrectionState corrections;                                                              ///< of the photos
  std::uint32_t step = 0;                                                                   ///< steps taken so far
  GatheredStatistics gathered;                                                              ///< see FitEngine::gathered()

  /// The best estimate of the residuals: their average where there is one.
  const std::vector<Channels>& best() const { return average.empty() ? residuals : average; }
};

/// What pruning and splitting decide by, per active cell, gathered since the last change of topology.
struct CellStatistics {
  std::vector<float> weight;  ///< largest compositing weight on any training ray
  std::vector<float> error;   ///< sum over rays of weight * squared error of the pixel
};

/// Sums over the steps since the last report.
struct StepReport {
  int steps = 0;
  double mse = 0;  ///< mean squared error of RGB over the rays of the steps' unguided patches
  std::int64_t samples = 0;
};

/// How a step's work is dealt to threads: one thread per patch (on the CPU), or one thread per ray (on CUDA). `ray_fixed` sums in fixed point, so that
/// results do not depend on the order of additions (on CUDA where the device is to be deterministic).
enum class WorkItem { automatic, patch, ray, ray_fixed };

/// The inner loop of the optimisation on one device: photos, grid, hierarchical residuals, Adam. The host only queues kernels.
class FitEngine {
 public:
  /// @param photos their images must outlive this object, see TrainingSet
  /// @param places where patches are drawn; not empty; every photo at least patch_edge pixels wide and high
  FitEngine(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places, std::uint32_t seed,
            WorkItem item = WorkItem::automatic);
  ~FitEngine();

  /// Sets topology and parameters. Statistics are those of the state, if it has any.
  void set_state(const Topology& topology, const FitState& state);
  /// Without what was gathered.
  FitState state() const;
  /// What pruning and splitting go by, for a checkpoint. On a deterministic device a fit that goes on from it gives the same bits as one without a break.
  GatheredStatistics gathered() const;
  /// The best estimate of the residuals: see FitState::best().
  std::vector<Channels> residuals() const { return (average_.empty() ? residuals_ : average_).download(); }
  /// The present topology on the device, and a copy of it on the host.
  const DeviceTopology& device_topology() const { return *topology_; }
  Topology topology() const { return topology_->download(); }

  // Changes of topology, all on the device. Corners that exist before and after keep their residuals and moments; statistics are reset.

  /// See prune_cells. Nothing happens where no cell would be left.
  void prune(float threshold);
  /// Prunes, and splits the bricks of choose_splits. See split_occupied.
  void split(const SplitSettings& settings);
  /// See merge_flat_bricks.
  void merge(const Channels& scale);
  /// @param bricks the new leaves, of the present lattice and in canonical order; empty ones are dropped. Nothing happens where all are empty.
  void change_bricks(const Buffer<Brick>& bricks);

  /// The flattened values that the last step rendered, one per corner; they are in half precision.
  std::vector<Channels> values() const;

  /// The corrections of the photos; empty where none has been learnt.
  std::vector<PhotoCorrection> corrections() const { return corrections_->state().values; }

  /// @param weights TrainingView::weight of each photo; empty: all are 1
  void set_photo_weights(std::span<const float> weights);

  /// Resets the corrections of the photos' poses, exposure or lens to none.
  void forget_corrections(bool poses, bool exposure, bool lens);

  /// Forward, backward and one Adam step on `settings.patches` random patches. On CUDA this only queues the work.
  void step(const StepSettings& settings);
  /// Waits for the device and reports on the steps since the last report.
  StepReport take_report();
  /// The same without waiting: on CUDA a report on the steps before the last call, or nothing while the device has not finished them.
  std::optional<StepReport> poll_report();

  /// Gathered since the last change of topology.
  CellStatistics statistics() const;
  /// Number of places that patches are drawn from.
  int place_count() const;
  /// Per place: the mean squared error when a patch was last drawn there, unseen_error where none was. See TrainingViews.
  std::vector<float> place_errors() const;
  /// Rays cast since the last change of topology, divided by the number of pixels that patches are drawn from.
  double coverage() const { return static_cast<double>(rays_) / (static_cast<double>(place_count()) * patch_rays); }

 private:
  void build_for(std::shared_ptr<const DeviceTopology> topology);
  /// The two arrays of CellStatistics, in the device's memory.
  std::pair<Buffer<float>, Buffer<float>> summed_statistics() const;
  void accumulate(const StepSettings& settings);
  void optimise(const StepSettings& settings);
  /// Makes the average, if there is one, the residuals, and ends averaging.
  void take_average();
  void begin_report();
  StepReport end_report();

  Device& device_;
  std::uint32_t seed_;
  std::unique_ptr<TrainingSet> photos_;
  std::vector<float> photo_weights_;  ///< as in FitState
  std::unique_ptr<PhotoCorrections> corrections_;
  std::unique_ptr<StepPasses> passes_;

  std::shared_ptr<const DeviceTopology> topology_;
  std::unique_ptr<HalfGrid> grid_;
  std::unique_ptr<Hierarchy> hierarchy_;
  Buffer<Channels> residuals_, first_moment_, second_moment_, average_;
  Buffer<ShaderWeights> shader_;   ///< weights, first moment, second moment
  Buffer<glm::vec3> environment_;  ///< texels, first moment, second moment
  Buffer<glm::vec4> highlights_;   ///< vectors, first moment, second moment
  std::uint32_t step_ = 0, averaged_ = 0;
  std::int64_t rays_ = 0;  ///< since the last change of topology

  /// The steps of a report, and the rays of their unguided patches.
  struct Reported {
    int steps = 0;
    std::int64_t rays = 0;
  };
  Reported unreported_, under_way_;  ///< in no report yet; in the report that is being copied from the device, if any
  Buffer<StepSums> report_;
  std::unique_ptr<Readback> returned_;
};

}  // namespace asrg
