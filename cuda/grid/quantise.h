#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/lattice.h"

#include <array>
#include <cmath>

namespace asrg {

/// Symbols are integers from -max_symbol to max_symbol.
constexpr int max_symbol = 127;

/// The quantisation of residuals: residual = offset + step * symbol. Only level 0 has an offset.
struct QuantisationSteps {
  std::array<Channels, Lattice::max_levels> step{};  ///< per level, per channel, > 0
  Channels offset{};                                 ///< of level 0, per channel

  /// The residual of symbol 0.
  Channels level_offset(int level) const { return level == 0 ? offset : Channels{}; }
};

/// The symbol nearest to a residual, ties to even, clipped to -max_symbol..max_symbol. Kernels of the fit and the codec both round by this
/// function, so that a file holds exactly what was fitted.
/// @param step > 0
/// @param value NaN gives -max_symbol
ASRG_HD inline int symbol_of(float value, float step, float offset) {
  const float q = rintf((value - offset) / step);
  return q >= -max_symbol ? q <= max_symbol ? static_cast<int>(q) : max_symbol : -max_symbol;
}

/// The residual of a symbol. The product is exact in double precision, so that every machine gets the same number, with or without fused
/// multiply-add.
ASRG_HD inline float value_of(int symbol, float step, float offset) {
  return static_cast<float>(static_cast<double>(step) * symbol + static_cast<double>(offset));
}

/// A residual as it will be read back from a file. NaN stays NaN, so that a fit that diverged is noticed.
ASRG_HD inline float quantised(float value, float step, float offset) {
  return value == value ? value_of(symbol_of(value, step, offset), step, offset) : value;
}

}  // namespace asrg
