#pragma once

#include <cstdint>
#include <vector>

namespace asrg {

/// What steps have gathered of each active cell since the last change of topology, on the host, for a fit that goes on later.
struct GatheredStatistics {
  std::vector<float> weight;  ///< a cell: see CellStatistics; empty: nothing
  std::vector<double> error;  ///< a cell, once or for each of the slots that added up apart; sums in fixed point fit in exactly below 2^21
  std::int64_t rays = 0;      ///< that were cast meanwhile
};

}  // namespace asrg
