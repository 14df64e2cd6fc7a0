#include "cuda/grid/distance.h"

#include "cuda/core/buffer.h"
#include "cuda/core/extremes.h"
#include "cuda/core/launch.h"

namespace asrg {
namespace {

/// The distance of each entry to the nearest non-negative one of its row along x, at most `limit`. Index: row.
struct RowDistancesKernel {
  const std::int32_t* table;
  std::uint8_t* distances;
  int width, limit;

  ASRG_HD void operator()(int row) const {
    const std::int64_t first = static_cast<std::int64_t>(row) * width;
    for (int x = 0, d = limit; x < width; ++x) {
      d = table[first + x] >= 0 ? 0 : d < limit ? d + 1 : limit;
      distances[first + x] = static_cast<std::uint8_t>(d);
    }
    for (int x = width - 1, d = limit; x >= 0; --x) {
      d = distances[first + x] < d + 1 ? distances[first + x] : d < limit ? d + 1 : limit;
      distances[first + x] = static_cast<std::uint8_t>(d);
    }
  }
};

/// Includes another axis: min over k of max(|k|, d[i + k]). After all three axes this is the Chebyshev distance. Index: entry.
struct AxisDistancesKernel {
  const std::uint8_t* from;
  std::uint8_t* to;
  int stride, length, limit;  ///< distance in memory between neighbours along the axis; entries along it

  ASRG_HD void operator()(int i) const {
    const int at = i / stride % length;
    int best = from[i];
    for (int k = 1; k < best; ++k) {
      if (at >= k) best = smaller(best, larger<int>(k, from[i - k * stride]));
      if (at + k < length) best = smaller(best, larger<int>(k, from[i + k * stride]));
    }
    to[i] = static_cast<std::uint8_t>(best);
  }
};

struct WriteDistancesKernel {
  const std::uint8_t* distances;
  std::int32_t* table;

  ASRG_HD void operator()(int i) const {
    if (table[i] < 0) table[i] = -static_cast<std::int32_t>(distances[i]);
  }
};

}  // namespace

void write_empty_distances(Device& device, std::int32_t* table, glm::ivec3 size, int limit) {
  const int n = size.x * size.y * size.z;
  Buffer<std::uint8_t> a(device, static_cast<std::size_t>(n)), b(device, static_cast<std::size_t>(n));
  launch(device, "distances", size.y * size.z, RowDistancesKernel{table, a.data(), size.x, limit}, 64);
  launch(device, "distances", n, AxisDistancesKernel{a.data(), b.data(), size.x, size.y, limit}, 8192);
  launch(device, "distances", n, AxisDistancesKernel{b.data(), a.data(), size.x * size.y, size.z, limit}, 8192);
  launch(device, "distances", n, WriteDistancesKernel{a.data(), table}, 65536);
}

}  // namespace asrg
