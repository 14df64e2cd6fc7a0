#pragma once

#include "compress/metrics/surface.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// The surface of a model's object, without its surroundings, as the layers `normal` and `depth` show it: means along each ray, weighted as
/// colours are.
Surface visible_surface(Device& device, const RenderModel& model, const Camera& camera);

}  // namespace asrg
