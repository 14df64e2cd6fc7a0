#pragma once

#include "compress/scene/scene.h"

namespace asrg {

/// FitOptions::supersample for a model of photos reduced by `downscale`. Photos that are reduced less show where in a pixel edges lie, and a step takes no
/// more rays.
/// @param asked 0: 2 or 3 where one of them divides `downscale`, else 1
/// @throws Error (arguments) where `asked` does not divide `downscale`
int supersample_for(int downscale, int asked);

/// The options for reading the photos to fit.
/// @param options those of the photos that the model is for
SceneOptions photos_to_fit(SceneOptions options, int supersample);

}  // namespace asrg
