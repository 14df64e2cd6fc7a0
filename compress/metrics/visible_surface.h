#pragma once

#include "compress/metrics/surface.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// The surface of a model's object, without its surroundings, from the layers `normal` and `depth`: means along each ray by compositing weight.
Surface visible_surface(Device& device, const RenderModel& model, const Camera& camera);

}  // namespace asrg
