#pragma once

#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"
#include "cuda/fit/photo_correction.h"

#include <span>
#include <vector>

namespace asrg {

/// A view put right by what a model shows.
struct AlignedView {
  Camera camera;               ///< where it stood; for the image as the view has it
  PhotoCorrection correction;  ///< of which the camera is made, and the exposure
};

/// Finds where cameras stood, and how their photos were exposed, by a finished model, which stays as it is: each view's correction is what brings model
/// and photo together. Views that judge a model whose photos' cameras were put right while fitting need it, since the data set's cameras are then not
/// quite those of the model.
/// @return one a view, in their order; no correction for views too small to compare
std::vector<AlignedView> align(Device& device, const Model& model, std::span<const View> views);

/// What a photo of that exposure would show.
/// @param drawn RGBA, premultiplied colour on nothing (`background` black); alpha: opacity
/// @param background what stands behind: not exposed with the object
ImageF exposed(const ImageF& drawn, const PhotoCorrection& correction, glm::vec3 background);

}  // namespace asrg
