#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/training_photo.h"
#include "cuda/fit/training_views.h"

#include <span>
#include <vector>

namespace asrg {

/// The photos of a fit in a device's memory, and the errors of the places from which patches are drawn. On the CPU the pixels are not copied: the images
/// must outlive this object.
class TrainingSet {
 public:
  /// @param places where patches are drawn; not empty; every photo at least patch_edge pixels wide and high
  TrainingSet(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places);

  TrainingViews view();
  TrainingView* views() { return views_.data(); }
  int place_count() const { return static_cast<int>(places_.size()); }
  /// Updates the places' errors by those that a step's patches noted (note_error).
  void take_errors();
  std::vector<float> place_errors() const { return place_errors_.download(); }
  /// @param errors one per place; with any other number of them every place gets unseen_error
  void set_place_errors(std::span<const float> errors);
  /// TrainingView::weight of each photo; with any other number of them all get 1.
  void set_weights(std::span<const float> weights);

 private:
  Device& device_;
  Buffer<std::uint8_t> pixels_;  ///< empty where the images are not copied
  Buffer<TrainingView> views_;
  Buffer<PatchPlace> places_;
  Buffer<float> place_errors_;
  Buffer<std::uint64_t> noted_errors_;  ///< zero between steps
};

}  // namespace asrg
