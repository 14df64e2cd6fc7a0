#include "cuda/fit/training_set.h"

#include "cuda/core/launch.h"

namespace asrg {

TrainingSet::TrainingSet(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places)
    : device_(device), places_(device, places), noted_errors_(zeroed<std::uint64_t>(device, places.size())) {
  const bool copied = device.shares_slots();
  std::size_t bytes = 0;
  for (const TrainingPhoto& p : photos) bytes += p.image->pixels.size();
  if (copied) pixels_ = Buffer<std::uint8_t>(device, bytes);
  std::vector<TrainingView> views;
  views.reserve(photos.size());
  std::uint8_t* next = pixels_.data();
  for (const TrainingPhoto& p : photos) {
    const auto& pixels = p.image->pixels;
    views.push_back({p.camera, copied ? next : pixels.data()});
    if (!copied) continue;
    device.copy(next, pixels.data(), pixels.size());
    next += pixels.size();
  }
  views_ = Buffer<TrainingView>(device, views);
  set_place_errors({});
}

TrainingViews TrainingSet::view() {
  return {.views = views_.data(),
          .places = places_.data(),
          .place_count = place_count(),
          .place_errors = place_errors_.data(),
          .noted_errors = noted_errors_.data()};
}

void TrainingSet::take_errors() {
  launch(device_, "take errors", place_count(), TakeErrorsKernel{noted_errors_.data(), place_errors_.data()}, 16384);
}

void TrainingSet::set_place_errors(std::span<const float> errors) {
  const std::vector<float> unseen(errors.size() == places_.size() ? 0 : places_.size(), unseen_error);
  place_errors_ = Buffer<float>(device_, unseen.empty() ? errors : std::span<const float>(unseen));
}

void TrainingSet::set_weights(std::span<const float> weights) {
  std::vector<TrainingView> views = views_.download();
  for (std::size_t i = 0; i < views.size(); ++i) views[i].weight = weights.size() == views.size() ? weights[i] : 1.0f;
  views_ = Buffer<TrainingView>(device_, views);
}

}  // namespace asrg
