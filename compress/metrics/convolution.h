#pragma once

#include "compress/metrics/npz.h"

#include <vector>

namespace asrg {

/// Feature maps: channel by channel, each row-major.
struct FeatureMaps {
  int channels = 0, height = 0, width = 0;
  std::vector<float> values;
};

/// 2-D cross-correlation with zero padding, then ReLU.
/// @param weight OIHW, O x input.channels x k x k
/// @param bias O
FeatureMaps convolve_relu(const FeatureMaps& input, const FloatArray& weight, const FloatArray& bias, int stride, int padding);

/// Maximum over 3x3 windows at stride 2. @pre the input has at least 3x3 values per channel (2x2 with ceil_mode)
/// @param ceil_mode also takes windows that reach beyond the right and lower edge
FeatureMaps max_pool(const FeatureMaps& input, bool ceil_mode);

}  // namespace asrg
