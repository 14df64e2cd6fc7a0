#pragma once

#include "compress/fit/run_fit.h"

namespace asrg {

/// The pressure at which a model was rounded, relative to its quality: how much wider its finest steps of colour are than base_steps() of `quality`.
float pressure_of(const Model& model, float quality);

/// A model with wider quantisation steps, made of its symbols alone. Density, which decides where surfaces lie, is widened by the square root only.
/// @param factor at least 1
/// @param dead_zone see drop_small_symbols()
Model coarsened(const Model& model, float factor, float dead_zone = 0.5f);

/// The best file within a limit that a model's symbols alone give.
/// @param limit with bytes
FittedFile coarsen_to_size(const Model& model, const SizeLimit& limit);

/// How long a model is refined again, with photos: one of the two.
struct Refinement {
  int steps = 0;
  double seconds = 0;
};

/// What a model's fit was begun with, as far as its file tells, and how long it is to be refined.
FitOptions options_to_refine(const Model& model, const Refinement& refinement);

/// A fit that has come to a model: its last fifth is still to come, which is that refinement. It splits nothing more.
/// @param options of options_to_refine()
/// @param scene the photos that the model was fitted on
FitCheckpoint checkpoint_to_refine(Device& device, const Model& model, const Scene& scene, const FitOptions& options);

}  // namespace asrg
