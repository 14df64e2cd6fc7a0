#pragma once

#include "cuda/core/channels.h"
#include "cuda/core/primitives.h"

#include <cstdint>

namespace asrg {

/// Copies corners' residuals and moments to another topology of the same lattice, one level per launch: a corner at the same position keeps them, a
/// new one starts at zero, so that splitting a brick does not change the interpolated function. A hanging corner's residual becomes 0.
/// Index: corner of the level.
struct CarryOverKernel {
  const std::uint64_t* from_keys;  ///< Morton codes of the level's corners in the old topology, ascending
  std::int32_t from_count;
  const std::uint64_t* to_keys;  ///< the same in the new topology; all pointers point to the level's first corner
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
