#pragma once

#include "compress/model/model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// The corners of a level whose residuals are in the file, i.e. all that do not hang, in canonical order.
std::vector<std::int32_t> stored_corners(const Topology& topology, int level);

/// The nearest symbols, -max_symbol..max_symbol, of one channel's residuals.
/// @throws Error (runtime) where a residual is not finite or the step is not positive
std::vector<std::int8_t> quantise(const std::vector<Channels>& residuals, std::span<const std::int32_t> corners, int channel, float step,
                                  float offset);

/// residual = offset + step * symbol, computed in double precision and rounded to single: the same on every machine.
void dequantise(std::span<const std::int8_t> symbols, std::span<const std::int32_t> corners, int channel, float step, float offset,
                std::vector<Channels>& residuals);

}  // namespace asrg
