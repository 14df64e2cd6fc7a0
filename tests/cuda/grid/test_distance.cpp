#include <catch2/catch.hpp>

#include "cuda/core/buffer.h"
#include "cuda/grid/distance.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>
#include <cstdlib>

using namespace asrg;

namespace {

glm::ivec3 place(int i, glm::ivec3 size) { return {i % size.x, i / size.x % size.y, i / (size.x * size.y)}; }

std::vector<std::int32_t> brute_force(const std::vector<std::int32_t>& table, glm::ivec3 size, int limit) {
  std::vector<std::int32_t> result = table;
  for (int i = 0; i < static_cast<int>(table.size()); ++i) {
    if (table[i] >= 0) continue;
    int nearest = limit;
    for (int j = 0; j < static_cast<int>(table.size()); ++j)
      if (table[j] >= 0) {
        const glm::ivec3 d = glm::abs(place(i, size) - place(j, size));
        nearest = std::min(nearest, std::max({d.x, d.y, d.z}));
      }
    result[i] = -nearest;
  }
  return result;
}

std::vector<std::int32_t> with_distances(const std::vector<std::int32_t>& table, glm::ivec3 size, int limit) {
  Device device = Device::cpu(2);
  Buffer<std::int32_t> on_device(device, table);
  write_empty_distances(device, on_device.data(), size, limit);
  return on_device.download();
}

}  // namespace

TEST_CASE("empty entries get the Chebyshev distance to the nearest occupied one") {
  test::Random random(1);
  for (const glm::ivec3 size : {glm::ivec3(9, 7, 8), glm::ivec3(1, 1, 20), glm::ivec3(13, 1, 6), glm::ivec3(1, 1, 1)})
    for (const int rarity : {1, 2, 10, 60, 300})
      for (const int limit : {3, 127}) {
        std::vector<std::int32_t> table(static_cast<std::size_t>(size.x) * size.y * size.z, -1);
        for (auto& entry : table)
          if (random.below(rarity) == 0) entry = random.below(1000);
        const auto expected = brute_force(table, size, limit);
        CAPTURE(size.x, size.y, size.z, rarity, limit);
        REQUIRE(with_distances(table, size, limit) == expected);
      }
}

TEST_CASE("a table without any occupied entry gets the limit") {
  CHECK(with_distances(std::vector<std::int32_t>(27, -1), glm::ivec3(3), 127) == std::vector<std::int32_t>(27, -127));
}
