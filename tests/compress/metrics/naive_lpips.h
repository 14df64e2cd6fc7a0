#pragma once

#include "cuda/core/image.h"
#include "compress/metrics/npz.h"

#include <map>
#include <string>

namespace asrg::test {

using Weights = std::map<std::string, FloatArray>;

/// Made-up weights, the same in every run, scaled so that activations stay of one size from layer to layer.
Weights alex_weights();
Weights squeeze_weights();

/// LPIPS by the definition, loop by loop, in double precision.
double naive_lpips_alex(const ImageF& a, const ImageF& b, const Weights& weights);
double naive_lpips_squeeze(const ImageF& a, const ImageF& b, const Weights& weights);

}  // namespace asrg::test
