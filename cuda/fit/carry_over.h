#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/primitives.h"

#include <cstdint>

namespace asrg {

/// Carries corners' residuals and moments over to another topology of the same lattice, one level a launch: a corner at the same position
/// keeps them, a new one starts at zero, which leaves the function as it was where bricks were split. Hanging corners have no residual.
/// Index: corner of the level.
struct CarryOverKernel {
  const std::uint64_t* from_keys;  ///< Morton codes of the level's corners before, ascending
  std::int32_t from_count;
  const std::uint64_t* to_keys;  ///< likewise after; the pointers below begin with the level, too
  const std::uint8_t* hanging;
  const Channels* from[3];  ///< residual, first moment, second moment
  Channels* to[3];

  ASRG_HD void operator()(int i) const {
    const std::uint64_t key = to_keys[i];
    const std::int32_t low = lower_bound(from_keys, 0, from_count, key);
    const bool known = low < from_count && from_keys[low] == key;
    for (int k = 0; k < 3; ++k) to[k][i] = known && !(k == 0 && hanging[i]) ? from[k][low] : splat(0.0f);
  }
};

}  // namespace asrg
