#pragma once

#include "viewer/render/render_thread.h"

namespace asrg {

/// Draws a picture in a job of the render thread, RGBA.
/// @param model its number in the render thread
/// @throws Error (runtime) where the model was removed
ImageU8 draw(RenderThread::Tools& tools, int model, const Camera& camera, const RenderSettings& settings);

}  // namespace asrg
