#pragma once

#include "compress/model/model.h"
#include "cuda/fit/fit_engine.h"

namespace asrg {

/// A finished model as the parameters of an optimisation: residuals, shader, environment and highlights. Adam's moments are zero.
FitState state_of(const Model& model);

}  // namespace asrg
