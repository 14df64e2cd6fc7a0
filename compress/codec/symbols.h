#pragma once

#include "compress/model/model.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// The quantised residuals of a model, -max_symbol..max_symbol: per channel, per corner in canonical order. Hanging corners have 0.
struct Symbols {
  std::array<std::vector<std::int8_t>, Channels::count> channel;

  explicit Symbols(std::size_t corners) {
    for (auto& c : channel) c.assign(corners, 0);
  }
};

/// Rounds residuals to the nearest symbols and clips.
/// @throws Error (runtime) where a residual is not finite or a step is not positive
Symbols quantise(const Model& model);

/// Sets a model's residuals from symbols: offset + step * symbol, computed in double precision and rounded to single, the same on every
/// machine; 0 at hanging corners.
void dequantise(const Symbols& symbols, Model& model);

}  // namespace asrg
