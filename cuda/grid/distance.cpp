#include "cuda/grid/distance.h"

#include <algorithm>
#include <vector>

namespace asrg {

void write_empty_distances(std::span<std::int32_t> table, glm::ivec3 size, int limit) {
  // Chebyshev distance = two passes of a 3x3x3 chamfer with unit weights; exact for this metric.
  const auto index = [&](int x, int y, int z) { return (static_cast<std::size_t>(z) * size.y + y) * size.x + x; };
  std::vector<std::int32_t> distance(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) distance[i] = table[i] >= 0 ? 0 : limit;
  const auto relax = [&](int x, int y, int z, int direction) {
    std::int32_t& d = distance[index(x, y, z)];
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const int order = dz * 9 + dy * 3 + dx;
          if (order * direction >= 0) continue;
          const int nx = x + dx, ny = y + dy, nz = z + dz;
          if (nx < 0 || ny < 0 || nz < 0 || nx >= size.x || ny >= size.y || nz >= size.z) continue;
          d = std::min(d, distance[index(nx, ny, nz)] + 1);
        }
  };
  for (int z = 0; z < size.z; ++z)
    for (int y = 0; y < size.y; ++y)
      for (int x = 0; x < size.x; ++x)
        if (distance[index(x, y, z)]) relax(x, y, z, 1);
  for (int z = size.z - 1; z >= 0; --z)
    for (int y = size.y - 1; y >= 0; --y)
      for (int x = size.x - 1; x >= 0; --x)
        if (distance[index(x, y, z)]) relax(x, y, z, -1);
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i] < 0) table[i] = -distance[i];
}

}  // namespace asrg
