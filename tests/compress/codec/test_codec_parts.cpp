#include <catch2/catch.hpp>

#include "compress/codec/archive.h"
#include "compress/codec/atlas_png.h"
#include "compress/io/base64.h"
#include "compress/codec/child_order.h"
#include "compress/codec/octree_codes.h"
#include "compress/image/png.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

using namespace asrg;

namespace {

/// Corners of each level.
std::vector<std::size_t> corners_of(const Topology& t) {
  std::vector<std::size_t> corners;
  for (int l = 0; l < t.lattice.levels; ++l) corners.push_back(static_cast<std::size_t>(t.level_begin[l + 1] - t.level_begin[l]));
  return corners;
}

}  // namespace

TEST_CASE("Base64 follows RFC 4648") {
  const auto decodes_to = [](const std::string& text, const std::string& s) {
    return base64_decode(text) == std::vector<std::uint8_t>(s.begin(), s.end());
  };
  CHECK(decodes_to("", ""));
  CHECK(decodes_to("Zg==", "f"));
  CHECK(decodes_to("Zm8=", "fo"));
  CHECK(decodes_to("Zm9v", "foo"));
  CHECK(decodes_to("Zm9vYmFy", "foobar"));
  CHECK(decodes_to("APv/+/8=", std::string("\0\xfb\xff\xfb\xff", 5)));
  for (const char* bad : {"Zg=", "Z", "Zm9v!mFy", "Zg==Zm9v", "=Zg=", "Z===", "====", "Zh==", "Zm9=", "Zm9v\n"})
    CHECK_FALSE(base64_decode(bad));
}

TEST_CASE("octree codes give the leaves back") {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    test::Random random(seed);
    Lattice l;
    l.base_bricks = {1 + random.below(3), 1 + random.below(3), 1 + random.below(3)};
    l.levels = 1 + random.below(4);
    std::vector<Brick> bricks = test::random_bricks(l, random);
    const auto codes = encode_octree(l, bricks);
    REQUIRE(codes.size() == static_cast<std::size_t>(l.levels));
    std::vector<std::span<const std::uint8_t>> rest(codes.begin(), codes.end());
    Problems problems;
    const auto corners = corners_of(build_topology(l, bricks));
    std::vector<Brick> decoded = decode_octree(l, rest, {corners}, problems);
    CHECK(problems.empty());
    for (const auto& r : rest) CHECK(r.empty());
    sort_bricks(l, bricks);
    sort_bricks(l, decoded);
    REQUIRE(decoded.size() == bricks.size());
    const bool equal = std::equal(bricks.begin(), bricks.end(), decoded.begin(), [](const Brick& a, const Brick& b) {
      return a.coordinate == b.coordinate && a.level == b.level && a.cells == b.cells;
    });
    CHECK(equal);
  }
}

TEST_CASE("the cells that octree codes may make are limited") {
  Lattice l;
  l.levels = 3;
  Brick full;
  full.cells.fill(~std::uint64_t{0});
  const std::uint8_t yes[] = {1};
  const auto leaves = split_bricks(l, {&full, 1}, yes);
  const auto codes = encode_octree(l, leaves);
  const auto corners = corners_of(build_topology(l, leaves));
  Problems problems;
  std::vector<std::span<const std::uint8_t>> rest(codes.begin(), codes.end());
  CHECK_THROWS_AS(decode_octree(l, rest, {.corners = corners, .cells = 4096 - 1}, problems), ProblemError);
  rest.assign(codes.begin(), codes.end());
  CHECK_THROWS_AS(decode_octree(l, rest, {.corners = corners, .bricks = 1 + 8 - 1}, problems), ProblemError);
  rest.assign(codes.begin(), codes.end());
  CHECK(decode_octree(l, rest, {.corners = corners, .cells = 4096, .bricks = 1 + 8}, problems).size() == 8);
}

TEST_CASE("the corners that are certain of each brick are never more than the topology has") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    test::Random random(seed);
    Lattice l;
    l.base_bricks = {2, 1, 2};
    l.levels = 1 + random.below(4);
    const Topology t = build_topology(l, test::random_bricks(l, random));
    std::vector<std::size_t> least(corners_of(t).size());
    for (const Brick& b : t.bricks) least[static_cast<std::size_t>(b.level)] += least_corners(b);
    const auto corners = corners_of(t);
    std::size_t all = 0, certain = 0;
    for (std::size_t level = 0; level < least.size(); ++level) {
      CHECK(least[level] <= corners[level]);
      all += corners[level];
      certain += least[level];
    }
    CHECK(2 * certain > all);
  }
  // A cell that touches no far face: all of its corners; one in the last corner of the brick: its first corner alone.
  Brick inner, outer;
  inner.set(2, 3, 4);
  outer.set(7, 7, 7);
  CHECK(least_corners(inner) == 8);
  CHECK(least_corners(outer) == 1);
  inner.level = 1;  // one of the eight corners has even coordinates
  CHECK(least_corners(inner) == 7);
}

TEST_CASE("a child byte is the same for mirrored and turned surroundings") {
  // A cell at (1, 1, 1) with one neighbour behind along x; its children are present on the side of the neighbour.
  for (int axis = 0; axis < 3; ++axis)
    for (const int side : {-1, 1}) {
      glm::ivec3 cell(1), neighbour(1);
      neighbour[axis] += side;
      std::vector<std::uint64_t> present{morton(cell), morton(neighbour)};
      std::sort(present.begin(), present.end());
      const std::uint64_t code = morton(cell);
      const auto views = child_views({&code, 1}, present);
      REQUIRE(views.size() == 1);
      CHECK(views[0].cell_class == 1);
      int children = 0;
      for (int j = 0; j < 8; ++j)
        if ((j >> axis & 1) == (side > 0)) children |= 1 << j;
      CHECK(views[0].write(static_cast<std::uint8_t>(children)) == 0xf0);
    }
}

TEST_CASE("a child view is a permutation, and reading undoes writing") {
  test::Random random(3);
  std::vector<std::uint64_t> present;
  for (int i = 0; i < 300; ++i) present.push_back(morton({random.below(8), random.below(8), random.below(8)}));
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  std::set<int> classes;
  for (const ChildView& v : child_views(present, present)) {
    classes.insert(v.cell_class);
    REQUIRE(std::set<std::uint8_t>(v.child.begin(), v.child.end()).size() == 8);
    for (int children = 0; children < 256; ++children) REQUIRE(v.read(v.write(static_cast<std::uint8_t>(children))) == children);
  }
  CHECK(classes.size() >= 8);
  const auto views = child_views(present, present);
  const auto order = child_order(views);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const int a = views[order[i - 1]].cell_class, b = views[order[i]].cell_class;
    REQUIRE((a < b || (a == b && order[i - 1] < order[i])));
  }
}

TEST_CASE("atlases are ordinary grey PNGs of the bytes") {
  test::Random random(4);
  for (const std::size_t n : {1u, 2u, 100u, 4096u, 4097u, 20001u}) {
    std::vector<std::vector<std::uint8_t>> parts(2);
    for (std::size_t i = 0; i < n; ++i) parts[i * 3 / n > 0].push_back(static_cast<std::uint8_t>(random.below(9)));
    std::vector<std::uint8_t> all = parts[0];
    all.insert(all.end(), parts[1].begin(), parts[1].end());
    for (const Effort effort : {Effort::fast, Effort::best}) {
      const auto png = write_atlas(parts, effort);
      Problems problems;
      CHECK(read_atlas(png, "a.png", n, problems) == all);
      CHECK(problems.empty());
      const ImageU8 image = decode_png(png, "a.png");
      CHECK(image.channels == 1);
      CHECK(image.width <= 4096);
      CHECK(std::equal(all.begin(), all.end(), image.pixels.begin()));
    }
  }
}

TEST_CASE("a colour PNG gives its image back") {
  test::Random random(5);
  ImageU8 image(64, 32, 3);
  for (auto& p : image.pixels) p = static_cast<std::uint8_t>(random.bits());
  for (const Effort effort : {Effort::fast, Effort::best})
    CHECK(read_rgb_png(write_rgb_png(image, effort), "e.png", 64, 32).pixels == image.pixels);
}

TEST_CASE("an archive costs what is said, and keeps names, order and bytes") {
  const std::vector<ArchiveEntry> entries{{"model.json", {1, 2, 3}}, {"b", {}}, {"a/c.png", std::vector<std::uint8_t>(1000, 9)}};
  const auto file = write_archive(entries);
  std::size_t expected = 22;
  for (const auto& e : entries) expected += e.bytes.size() + archive_overhead(e.name);
  CHECK(file.size() == expected);
  CHECK(write_archive(entries) == file);
  Problems problems;
  const auto read = read_archive(file, problems);
  CHECK(problems.empty());
  REQUIRE(read.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(read[i].name == entries[i].name);
    CHECK(read[i].bytes == entries[i].bytes);
  }
  ArchiveReader reader(file, problems);
  CHECK(reader.read("model.json", 3) == entries[0].bytes);
  CHECK_THROWS_AS(reader.read("a/c.png", 999), ProblemError);
  CHECK(reader.read("a/c.png", 1000) == entries[2].bytes);
  reader.report_unknown(problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == ProblemCode::unknown_entry);
  CHECK(problems[0].detail == "b");
}
