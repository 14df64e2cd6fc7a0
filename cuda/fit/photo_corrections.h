#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/photo_correction.h"
#include "cuda/fit/training_photo.h"
#include "cuda/fit/training_views.h"

#include <span>
#include <vector>

namespace asrg {

struct StepSettings;

/// What was learnt of each photo, and what Adam remembers of it, on the host.
struct CorrectionState {
  std::vector<PhotoCorrection> values, first_moment, second_moment;  ///< one a photo; empty: nothing yet
  std::uint32_t steps = 0;                                           ///< in which they learnt
};

/// The corrections of a fit's photos in a device's memory.
class PhotoCorrections {
 public:
  PhotoCorrections(Device& device, std::span<const TrainingPhoto> photos);

  /// @param views of the same photos; get what the state says
  void set_state(const CorrectionState& state, const CorrectionFrame& frame, TrainingView* views);
  CorrectionState state() const;
  /// One step of Adam, after which `views` are as the photos are now said to be.
  /// @param slots sums of the gradient: `count` times one a photo; zeroed
  void learn(PhotoCorrection* slots, int count, const StepSettings& settings, TrainingView* views);

 private:
  void correct(TrainingView* views);

  Device& device_;
  int photos_;
  Buffer<Camera> cameras_;          ///< as they were given
  Buffer<PhotoCorrection> learnt_;  ///< values, first moment, second moment
  CorrectionFrame frame_{Lattice{}};
  std::uint32_t steps_ = 0;
};

}  // namespace asrg
