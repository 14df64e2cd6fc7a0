#pragma once

#include "compress/fit/fit_options.h"
#include "compress/model/found_lens.h"
#include "compress/scene/scene.h"

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace asrg {

/// A model's provenance: tool version, settings, data set, training views, and a typical camera for drawing. It does not depend on time or machine.
/// @param scene as it was fitted: see FitOptions::supersample
/// @param scene_options as the user gave them, for the photos that the model is for
/// @param lenses that the fit found
nlohmann::json make_provenance(const Scene& scene, const SceneOptions& scene_options, const FitOptions& fit, int steps,
                               std::span<const FoundLens> lenses = {});

}  // namespace asrg
