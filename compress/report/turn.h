#pragma once

#include "compress/model/model.h"
#include "cuda/core/image.h"
#include "cuda/render/renderer.h"

#include <vector>

namespace asrg {

/// A model turning once: square RGB pictures before white, or before its own environment, the first on the side that was photographed.
/// @param edge of a picture, pixels
std::vector<ImageU8> turn_once(Device& device, const Model& model, const RenderModel& ready, int frames, int edge);

}  // namespace asrg
