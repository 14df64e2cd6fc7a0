#pragma once

#include "cuda/core/buffer.h"
#include "cuda/fit/training_photo.h"
#include "cuda/fit/training_views.h"

#include <span>
#include <vector>

namespace asrg {

/// The photos of a fit in a device's memory, and what is known of the places where patches are drawn. On the CPU the pixels are read where they lie:
/// the images have to stay.
class TrainingSet {
 public:
  /// @param places where patches are drawn; not empty; every photo at least patch_edge pixels wide and high
  TrainingSet(Device& device, std::span<const TrainingPhoto> photos, std::span<const PatchPlace> places);

  TrainingViews view();
  TrainingView* views() { return views_.data(); }
  int place_count() const { return static_cast<int>(places_.size()); }
  /// Takes over what a step's patches noted.
  void take_errors();
  std::vector<float> place_errors() const { return place_errors_.download(); }
  /// @param errors one a place; any other number of them: none has been seen yet
  void set_place_errors(std::span<const float> errors);

 private:
  Device& device_;
  Buffer<std::uint8_t> pixels_;  ///< empty where the images are read where they lie
  Buffer<TrainingView> views_;
  Buffer<PatchPlace> places_;
  Buffer<float> place_errors_;
  Buffer<std::uint64_t> noted_errors_;  ///< zero between steps
};

}  // namespace asrg
