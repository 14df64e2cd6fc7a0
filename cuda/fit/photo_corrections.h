#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/photo_correction.h"
#include "cuda/fit/training_photo.h"
#include "cuda/fit/training_views.h"

#include <span>
#include <vector>

namespace asrg {

struct StepSettings;

/// The photos' corrections with Adam's moments, on the host.
struct CorrectionState {
  std::vector<PhotoCorrection> values, first_moment, second_moment;  ///< one per photo; empty where nothing has been learnt yet
  std::uint32_t steps = 0;                                           ///< steps in which they were learnt
};

/// The corrections of a fit's photos in a device's memory.
class PhotoCorrections {
 public:
  PhotoCorrections(Device& device, std::span<const TrainingPhoto> photos);

  /// @param views of the same photos, in the device's memory; the corrections are applied to them
  void set_state(const CorrectionState& state, const CorrectionFrame& frame, TrainingView* views);
  CorrectionState state() const;
  /// One step of Adam, after which the corrections are applied to `views`.
  /// @param slots `count` sums of the gradient, each with one PhotoCorrection per photo; zeroed afterwards
  void learn(PhotoCorrection* slots, int count, const StepSettings& settings, TrainingView* views);

 private:
  void correct(TrainingView* views);

  Device& device_;
  int photos_;
  Buffer<Camera> cameras_;  ///< before correction
  int camera_count_ = 0;
  Buffer<std::int32_t> by_camera_, camera_begin_;  ///< see PhotosByCamera
  Buffer<PhotoCorrection> learnt_;                 ///< values, first moment, second moment
  CorrectionFrame frame_{Lattice{}};
  std::uint32_t steps_ = 0;
};

}  // namespace asrg
