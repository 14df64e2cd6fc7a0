#pragma once

#include "compress/model/model.h"
#include "compress/model/provenance.h"
#include "compress/scene/scene.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// Loads the views to judge a model on: the data set's test split, else those that were held out when the model was built.
/// @param options `origin_offset` becomes that of the model; `holdout` is set where the latter are what is returned; one that is set already is taken as it is
/// @return a scene without training views; `test` may be empty
/// @throws Error as load_scene
Scene load_judging_views(const std::filesystem::path& dataset, SceneOptions& options, const Provenance& built);

/// How the pixels of photos reduced by `downscale` are drawn: RenderSettings::supersample. A ray stands for as much of a photo as in the fit, where that
/// was told; a model of single rays is always drawn so.
int judging_supersample(const Model& model, const Provenance& built, int downscale);

/// What is to stand behind the object where a picture is compared with a photo: what the fit has learnt, else that which masked photos are put on.
/// @param white are they put on white, or on black?
Backdrop judging_backdrop(BackgroundKind learnt, bool white = true);

}  // namespace asrg
