#include <catch2/catch.hpp>

#include "cuda/grid/leaves.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>
#include <cstdlib>

using namespace asrg;

namespace {

glm::ivec3 cell(int i) { return {i % 8, i / 8 % 8, i / 64}; }

}  // namespace

TEST_CASE("the cells of a leaf: the active ones are numbered, the others know how far the nearest one is") {
  test::Random random(2);
  for (const int rarity : {1, 2, 5, 40, 400}) {
    Brick b;
    for (int i = 0; i < brick_cells; ++i)
      if (random.below(rarity) == 0) b.set(cell(i).x, cell(i).y, cell(i).z);
    std::int8_t table[brick_cells];
    write_cell_distances(b, table);
    const ActiveCells active = ActiveCells::of(b);
    const LeafCells cells{active, table};
    int number = 0, wrong = 0;
    for (int i = 0; i < brick_cells; ++i) {
      if (b.active(cell(i).x, cell(i).y, cell(i).z)) {
        wrong += table[i] != 0;
        wrong += cells(cell(i)) != number++;
        continue;
      }
      int nearest = 8;
      for (int j = 0; j < brick_cells; ++j) {
        const glm::ivec3 d = glm::abs(cell(i) - cell(j));
        if (b.active(cell(j).x, cell(j).y, cell(j).z)) nearest = std::min(nearest, std::max({d.x, d.y, d.z}));
      }
      wrong += table[i] != -nearest;
      wrong += cells(cell(i)) != -nearest;
    }
    CAPTURE(rarity);
    CHECK(wrong == 0);
    CHECK(number == b.count());
  }
}

TEST_CASE("in a brick without cells all are as far as can be") {
  std::int8_t table[brick_cells];
  write_cell_distances(Brick{}, table);
  CHECK(std::all_of(std::begin(table), std::end(table), [](int d) { return d == -8; }));
}
