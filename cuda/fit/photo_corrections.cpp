#include "cuda/fit/photo_corrections.h"

#include "cuda/core/launch.h"
#include "cuda/fit/array_adam.h"
#include "cuda/fit/correction_kernels.h"
#include "cuda/fit/step_settings.h"

namespace asrg {

PhotoCorrections::PhotoCorrections(Device& device, std::span<const TrainingPhoto> photos)
    : device_(device), photos_(static_cast<int>(photos.size())) {
  std::vector<Camera> cameras;
  for (const TrainingPhoto& p : photos) cameras.push_back(p.camera);
  cameras_ = Buffer<Camera>(device, cameras);
}

void PhotoCorrections::set_state(const CorrectionState& state, const CorrectionFrame& frame, TrainingView* views) {
  learnt_ = Buffer<PhotoCorrection>(
      device_, with_moments(state.values, state.first_moment, state.second_moment, static_cast<std::size_t>(photos_), PhotoCorrection()));
  frame_ = frame;
  steps_ = state.steps;
  correct(views);
}

CorrectionState PhotoCorrections::state() const {
  CorrectionState s{.values = {}, .first_moment = {}, .second_moment = {}, .steps = steps_};
  if (steps_ > 0) take_apart(learnt_.download(), s.values, s.first_moment, s.second_moment);
  return s;
}

void PhotoCorrections::learn(PhotoCorrection* slots, int count, const StepSettings& settings, TrainingView* views) {
  const int numbers = photos_ * PhotoCorrection::count;
  ArrayAdamKernel adam = array_adam(learnt_.data()->data(), numbers, slots->data(), count, 0.0f, ++steps_);
  adam.still_without_gradient = true;
  launch(device_, "learn corrections", numbers, LearnCorrectionsKernel{adam, settings.pose_rate, settings.exposure_rate}, 4096);
  if (!settings.photos_only)
    launch(device_, "centre corrections", PhotoCorrection::count, CentreCorrectionsKernel{learnt_.data()->data(), photos_}, 4096);
  correct(views);
}

void PhotoCorrections::correct(TrainingView* views) {
  launch(device_, "correct views", photos_, CorrectViewsKernel{learnt_.data(), cameras_.data(), frame_, views}, 4096);
}

}  // namespace asrg
