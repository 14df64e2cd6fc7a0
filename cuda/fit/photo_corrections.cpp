#include "cuda/fit/photo_corrections.h"

#include "cuda/core/launch.h"
#include "cuda/fit/array_adam.h"
#include "cuda/fit/correction_kernels.h"
#include "cuda/fit/step_settings.h"

#include <algorithm>

namespace asrg {
namespace {

/// Are the two of one camera, however they are posed?
bool same_lens(Camera a, const Camera& b) {
  a.position = b.position;
  a.rotation = b.rotation;
  return a == b;
}

}  // namespace

PhotoCorrections::PhotoCorrections(Device& device, std::span<const TrainingPhoto> photos)
    : device_(device), photos_(static_cast<int>(photos.size())) {
  std::vector<Camera> cameras;
  for (const TrainingPhoto& p : photos) cameras.push_back(p.camera);
  cameras_ = Buffer<Camera>(device, cameras);
  std::vector<std::vector<std::int32_t>> groups;
  for (std::int32_t i = 0; i < photos_; ++i) {
    const auto of = [&](std::int32_t photo) -> const Camera& { return cameras[static_cast<std::size_t>(photo)]; };
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return same_lens(of(g.front()), of(i)); });
    if (group == groups.end())
      groups.push_back({i});
    else
      group->push_back(i);
  }
  std::vector<std::int32_t> order, begin;
  for (const auto& g : groups) {
    begin.push_back(static_cast<std::int32_t>(order.size()));
    order.insert(order.end(), g.begin(), g.end());
  }
  begin.push_back(static_cast<std::int32_t>(order.size()));
  camera_count_ = static_cast<int>(groups.size());
  by_camera_ = Buffer<std::int32_t>(device, order);
  camera_begin_ = Buffer<std::int32_t>(device, begin);
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
  adam.still_without_gradient = 1;
  launch(device_, "learn corrections", photos_ * PhotoCorrection::lens_begin,
         LearnCorrectionsKernel{adam, settings.pose_rate, settings.exposure_rate}, 4096);
  if (settings.pose_rate > 0 || settings.lens_rate > 0) {
    adam.rate = settings.lens_rate;
    const PhotosByCamera by_camera{by_camera_.data(), camera_begin_.data()};
    launch(device_, "learn lenses", camera_count_ * PhotoCorrection::lens_count, LearnLensesKernel{adam, by_camera, cameras_.data()}, 4096);
    if (settings.lens_rate > 0 && !settings.photos_only)
      launch(device_, "share shifts", camera_count_, ShareShiftsKernel{learnt_.data(), by_camera, cameras_.data(), frame_}, 4096);
  }
  if (!settings.photos_only)
    launch(device_, "centre corrections", PhotoCorrection::lens_begin, CentreCorrectionsKernel{learnt_.data()->data(), photos_}, 4096);
  correct(views);
}

void PhotoCorrections::correct(TrainingView* views) {
  launch(device_, "correct views", photos_, CorrectViewsKernel{learnt_.data(), cameras_.data(), frame_, views}, 4096);
}

}  // namespace asrg
