#pragma once

#include "compress/model/model.h"
#include "compress/model/provenance.h"
#include "compress/scene/scene.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// Loads the views to judge a model on: the data set's test split, else those that were held out when the model was built.
/// @param options `origin_offset` becomes that of the model. Where `holdout` is 0 and the data set has no test split, it becomes the model's
/// @return a scene without training views; `test` may be empty
/// @throws Error as load_scene
Scene load_judging_views(const std::filesystem::path& dataset, SceneOptions& options, const Provenance& built);

/// RenderSettings::supersample for pictures that are compared with photos reduced by `downscale`. A ray covers the same part of an unreduced
/// photo as in the fit; a model that was fitted with one ray per pixel is always drawn with one.
int judging_supersample(const Model& model, const Provenance& built, int downscale);

/// The backdrop of pictures that are compared with photos: the environment that the fit has learnt, else the colour that masked photos are
/// composited on.
/// @param white true for white, false for black
Backdrop judging_backdrop(BackgroundKind learnt, bool white = true);

}  // namespace asrg
