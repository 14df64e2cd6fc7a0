#pragma once

#include "viewer/render/render_thread.h"

namespace asrg {

/// One picture for a job on the render thread, RGBA.
/// @param model the render thread's number
/// @throws Error (runtime) where the model has been closed
ImageU8 draw(RenderThread::Tools& tools, int model, const Camera& camera, const RenderSettings& settings);

}  // namespace asrg
