#include <catch2/catch.hpp>

#include "cuda/grid/flat_bricks.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>

using namespace asrg;

TEST_CASE("a flat brick has the corners of its active cells at their places, and no others") {
  test::Random random(GENERATE(3u, 4u));
  const Lattice lattice = test::quarter_lattice({2, 1, 2}, 3);
  const Topology t = build_topology(lattice, test::random_bricks(lattice, random));
  std::vector<Channels> values(t.corners.size());
  for (Channels& v : values)
    for (float& x : v.v) x = random.unit() - 0.5f;
  const FlatBricks bricks(t, values);
  REQUIRE(bricks.size() == t.bricks.size());
  int kept = 0, left_out = 0;
  for (std::size_t i = 0; i < bricks.size(); ++i) {
    const FlatBrick flat = bricks[i];
    const Brick& brick = t.bricks[i];
    REQUIRE(flat.origin == brick_origin(lattice, brick));
    REQUIRE(flat.level == brick.level);
    REQUIRE(flat.cells == brick.cells);
    const ChannelRange range = bricks.range(flat);
    Channels low = splat(1.0f), high = splat(-1.0f);
    for (int z = 0; z < 9; ++z)
      for (int y = 0; y < 9; ++y)
        for (int x = 0; x < 9; ++x) {
          bool touched = false;
          for (int k = 0; k < 8; ++k) {
            const glm::ivec3 c(x - (k & 1), y - (k >> 1 & 1), z - (k >> 2));
            const bool within = glm::all(glm::greaterThanEqual(c, glm::ivec3(0))) && glm::all(glm::lessThan(c, glm::ivec3(8)));
            touched = touched || (within && brick.active(c.x, c.y, c.z));
          }
          const std::int32_t corner = flat.corners[static_cast<std::size_t>((z * 9 + y) * 9 + x)];
          REQUIRE((corner >= 0) == touched);
          ++(touched ? kept : left_out);
          if (!touched) continue;
          REQUIRE(t.corners[static_cast<std::size_t>(corner)] == morton(flat.origin + lattice.stride(flat.level) * glm::ivec3(x, y, z)));
          for (int c = 0; c < Channels::count; ++c) {
            low.v[c] = std::min(low.v[c], values[static_cast<std::size_t>(corner)].v[c]);
            high.v[c] = std::max(high.v[c], values[static_cast<std::size_t>(corner)].v[c]);
          }
        }
    for (int c = 0; c < Channels::count; ++c) {
      REQUIRE(range.low.v[c] == low.v[c]);
      REQUIRE(range.high.v[c] == high.v[c]);
    }
  }
  CHECK(kept > 1000);
  CHECK(left_out > 1000);
}
