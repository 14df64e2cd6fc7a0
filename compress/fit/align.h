#pragma once

#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"
#include "cuda/fit/photo_corrections.h"

#include <span>
#include <vector>

namespace asrg {

/// A view with camera and exposure corrected by a model.
struct AlignedView {
  Camera camera;               ///< the corrected camera, for the view's image
  PhotoCorrection correction;  ///< the correction of pose and exposure
};

/// Fits the correction of each view's pose and exposure to a finished model, which is not changed. Views that judge a model need it if the poses of the
/// model's photos were corrected while fitting: the data set's cameras then do not quite agree with the model. Lenses are those that the model's fit found.
/// @return one per view, in their order; without correction for views that are smaller than a patch
std::vector<AlignedView> align(Device& device, const Model& model, std::span<const View> views);

/// Corrections of views, one each, that hold nothing but the lenses which a model's fit found for their cameras.
CorrectionState lens_corrections(const Model& model, std::span<const View> views);

/// A drawn picture with the exposure of a photo.
/// @param drawn RGBA: premultiplied colour, and opacity
/// @param background colour behind the object, to which the exposure is not applied
ImageF exposed(const ImageF& drawn, const PhotoCorrection& correction, glm::vec3 background);

}  // namespace asrg
