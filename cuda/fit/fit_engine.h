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

/// The parameters of an optimisation and what Adam remembers of them, on the host: what a change of topology maps and a checkpoint stores.
struct FitState {
  std::vector<Channels> residuals, first_moment, second_moment;  ///< per corner
  std::vector<Channels> average;                                 ///< of the residuals' last values, per corner; empty: none is kept yet
  std::uint32_t averaged = 0;                                    ///< steps that it is made of
  ShaderWeights shader{}, shader_first_moment{}, shader_second_moment{};
  std::vector<glm::vec3> environment, environment_first_moment, environment_second_moment;  ///< EnvironmentSize::texels each
  std::vector<glm::vec4> highlights, highlights_first_moment, highlights_second_moment;     ///< HighlightMap::count each
  std::vector<float> place_errors;                                                          ///< see TrainingViews; empty: none seen yet
  CorrectionState corrections;                                                              ///< of the photos
  std::uint32_t step = 0;                                                                   ///< steps taken so far
  GatheredStatistics gathered;                                                              ///< see FitEngine::gathered()

  /// The best that is known of the residuals.
  const std::vector<Channels>& best() const { return average.empty() ? residuals : average; }
};

/// What pruning and splitting want to know of each active cell, gathered since the last reset.
struct CellStatistics {
  std::vector<float> weight;  ///< largest compositing weight on any training ray
  std::vector<float> error;   ///< sum over rays of weight * squared error of the pixel
};

/// What steps saw that no report has told of.
struct StepReport {
  int steps = 0;
  double mse = 0;  ///< mean squared error of RGB over the rays of the steps' unguided patches
  std::int64_t samples = 0;
};

/// How a step's work is dealt to threads: a patch a thread (the CPU's way), or a ray (CUDA's); `ray_fixed` sums in fixed point, which gives the
/// same bits whatever the order (CUDA's way where the device is to be deterministic).
enum class WorkItem { automatic, patch, ray, ray_fixed };

/// The optimisation's inner loop on one device: photos, grid, hierarchical residuals, Adam. The host only steers.
class FitEngine {
 public:
  /// @param photos see TrainingSet: their images have to stay
  /// @param places where patches are drawn; not empty; every photo at least patch_edge pixels wide and high
  FitEngine(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places, std::uint32_t seed,
            WorkItem item = WorkItem::automatic);
  ~FitEngine();

  /// Starts to work on another topology. Statistics are those that were gathered, if any.
  void set_state(const Topology& topology, const FitState& state);
  /// Without what was gathered.
  FitState state() const;
  /// What pruning and splitting go by, for a state that is gone on from. On a deterministic device that is as if there had been no break.
  GatheredStatistics gathered() const;
  /// The best that is known of the residuals: see FitState::best().
  std::vector<Channels> residuals() const { return (average_.empty() ? residuals_ : average_).download(); }
  /// Where the present topology lives, and a copy of it.
  const DeviceTopology& device_topology() const { return *topology_; }
  Topology topology() const { return topology_->download(); }

  // Changes of topology. What the corners before and after have in common is kept, and nothing leaves the device; statistics are reset.

  /// See prune_cells. Nothing happens where no cell would be left.
  void prune(float threshold);
  /// Prunes, and splits the bricks of choose_splits. See split_occupied.
  void split(const SplitSettings& settings);
  /// See merge_flat_bricks.
  void merge(const Channels& scale);
  /// To leaves of the present lattice, in canonical order, some perhaps empty. Nothing happens where all are.
  void change_bricks(const Buffer<Brick>& bricks);

  /// The flattened values that the last step rendered, one a corner.
  std::vector<Channels> values() const;

  /// What is known to be wrong with each photo; empty where they do not learn.
  std::vector<PhotoCorrection> corrections() const { return corrections_->state().values; }

  /// Takes photos' poses or exposure as they were given again.
  void forget_corrections(bool poses, bool exposure);

  /// Forward, backward and one Adam step on `settings.patches` random patches. On CUDA this only queues the work.
  void step(const StepSettings& settings);
  /// Waits for the steps and tells about those since the last report.
  StepReport take_report();
  /// The same without waiting: on CUDA about the steps until the last call, or nothing while the device is not so far.
  std::optional<StepReport> poll_report();

  /// Gathered since the last change of topology.
  CellStatistics statistics() const;
  /// The places that patches are drawn from.
  int place_count() const;
  /// Rays cast since then, as a multiple of the pixels that patches are drawn from.
  double coverage() const { return static_cast<double>(rays_) / (static_cast<double>(place_count()) * patch_rays); }

 private:
  void build_for(std::shared_ptr<const DeviceTopology> topology);
  /// What each active cell has gathered: largest weight, summed error; in the device's memory.
  std::pair<Buffer<float>, Buffer<float>> summed_statistics() const;
  void accumulate(const StepSettings& settings);
  void optimise(const StepSettings& settings);
  /// Goes on from the average, if there is one, and forgets it.
  void take_average();
  void begin_report();
  StepReport end_report();

  Device& device_;
  std::uint32_t seed_;
  std::unique_ptr<TrainingSet> photos_;
  std::unique_ptr<PhotoCorrections> corrections_;
  std::unique_ptr<StepPasses> passes_;

  std::shared_ptr<const DeviceTopology> topology_;
  std::unique_ptr<Grid> grid_;
  std::unique_ptr<Hierarchy> hierarchy_;
  Buffer<Channels> residuals_, first_moment_, second_moment_, average_;
  Buffer<ShaderWeights> shader_;   ///< weights, first moment, second moment
  Buffer<glm::vec3> environment_;  ///< texels, first moment, second moment
  Buffer<glm::vec4> highlights_;   ///< likewise
  std::uint32_t step_ = 0, averaged_ = 0;
  std::int64_t rays_ = 0;  ///< since the last change of topology

  /// Steps, and the rays of their unguided patches.
  struct Reported {
    int steps = 0;
    std::int64_t rays = 0;
  };
  Reported unreported_, under_way_;  ///< of no report yet; of the one that is on its way, if any
  Buffer<StepSums> report_;
  std::unique_ptr<Readback> returned_;
};

}  // namespace asrg
