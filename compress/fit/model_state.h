#pragma once

#include "compress/model/model.h"
#include "cuda/fit/fit_engine.h"

namespace asrg {

/// A finished model as what a fit goes on from: its values, shader, environment and highlights; nothing of Adam's.
FitState state_of(const Model& model);

}  // namespace asrg
