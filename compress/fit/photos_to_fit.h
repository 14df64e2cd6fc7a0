#pragma once

#include "compress/scene/scene.h"

namespace asrg {

/// How finely photos are looked at: FitOptions::supersample for photos reduced by `downscale`. What was reduced away tells where edges lie within a
/// pixel, for no more rays a step.
/// @param asked 0: the smallest divisor above 1, up to 3, else 1
/// @throws Error (arguments) where `asked` does not divide `downscale`
int supersample_for(int downscale, int asked);

/// The photos as they are read for a fit.
/// @param options what the model is for
SceneOptions photos_to_fit(SceneOptions options, int supersample);

}  // namespace asrg
