#pragma once

#include "compress/fit/fit_options.h"
#include "compress/scene/scene.h"

#include <nlohmann/json_fwd.hpp>

namespace asrg {

/// What a model says of its origin: tool version, settings, data set, training views, and a typical camera for later drawing. Nothing in it
/// depends on when or where it was made.
/// @param scene as it was fitted: see FitOptions::supersample
/// @param scene_options as the user gave them: what the model is for
nlohmann::json make_provenance(const Scene& scene, const SceneOptions& scene_options, const FitOptions& fit, int steps);

}  // namespace asrg
