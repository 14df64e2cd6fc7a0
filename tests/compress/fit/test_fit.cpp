#include "compress/codec/codec.h"
#include "compress/fit/checkpoint.h"
#include "compress/fit/quantise.h"
#include "compress/fit/run_fit.h"
#include "compress/fit/schedule.h"
#include "compress/fit/start.h"
#include "compress/fit/starting_state.h"
#include "compress/model/symbols.h"
#include "compress/fit/starting_bricks.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "cuda/render/renderer.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstring>
#include <numeric>

using namespace asrg;
using test::go_on;
using test::quick_options;
using test::same_symbols;

TEST_CASE("a lattice has cubic cells, covers the box and comes close to the resolution asked for") {
  for (const int resolution : {64, 96, 128, 200, 256, 384, 512, 1000}) {
    const Box box{{-1, -0.5f, -0.2f}, {1.4f, 0.9f, 0.3f}};
    const Lattice l = make_lattice(box, resolution);
    const Box got = l.box();
    for (int k = 0; k < 3; ++k) {
      CHECK(got.min[k] <= box.min[k] + 0.02f);
      CHECK(got.max[k] >= box.max[k] - 0.02f);
    }
    CHECK(l.levels <= Lattice::max_levels);
    CHECK(static_cast<double>(l.longest()) == Approx(resolution).epsilon(0.3));
  }
}

TEST_CASE("splitting bricks keeps the picture") {
  Device device = Device::cpu(2);
  const Scene scene = test::ball_scene(6, 32);
  const Lattice l = make_lattice({{-1, -1, -1}, {1, 1, 1}}, 96);
  const auto bricks = starting_bricks(scene, l, starting_level(l));
  const Topology before = build_topology(l, bricks);
  FitState state = starting_state(before, 3);
  for (std::size_t i = 0; i < state.residuals.size(); ++i)
    for (int k = 0; k < 8; ++k) state.residuals[i].v[k] += 0.1f * std::sin(static_cast<float>(i * 7 + static_cast<std::size_t>(k)));
  std::vector<std::uint8_t> split(before.bricks.size(), 0);
  for (std::size_t i = 0; i < split.size(); i += 2) split[i] = 1;
  const Topology after = build_topology(l, split_bricks(l, before.bricks, split));
  REQUIRE(after.corner_count() > before.corner_count());
  FitEngine engine(device, training_photos(scene.train), patch_places(scene, l), 1);
  engine.set_state(before, state);
  engine.change_bricks(Buffer<Brick>(device, after.bricks));
  const FitState carried = engine.state();
  const RenderModel a(device, before, state.residuals, state.shader, {}), b(device, after, carried.residuals, state.shader, {});
  RenderSettings fine;
  fine.step = 0.04f;  // the two take samples at different places
  const ImageF x = render(device, a, scene.test[0].camera, fine), y = render(device, b, scene.test[0].camera, fine);
  float worst = 0;
  for (std::size_t i = 0; i < x.pixels.size(); ++i) worst = std::max(worst, std::abs(x.pixels[i] - y.pixels[i]));
  CHECK(worst < 0.01f);
}

TEST_CASE("nearly all residuals fit into the symbols of the chosen steps") {
  const Topology t =
      build_topology(make_lattice({{-1, -1, -1}, {1, 1, 1}}, 64), {Brick{{0, 0, 0}, 0, {~std::uint64_t{0}, 1, 2, 3, 4, 5, 6, 7}}});
  std::vector<Channels> residuals(t.corners.size());
  for (std::size_t i = 0; i < residuals.size(); ++i) residuals[i] = splat(3.0f * std::sin(static_cast<float>(i)));
  Model m;
  m.topology = t;
  m.quantisation = residual_steps(t.level_begin, residuals, splat(0.01f));
  m.symbols = symbols_of(t, m.quantisation, residuals);
  const auto rounded = residuals_of(m);
  for (std::size_t i = 0; i < residuals.size(); ++i) CHECK(rounded[i].v[0] == Approx(residuals[i].v[0]).margin(0.03));
}

TEST_CASE("a short fit shows views that it never saw, finer where there is texture") {
  Device device = Device::cpu();
  const Scene scene = test::ball_scene(25, 64);
  const Model m = test::fitted(device, scene, quick_options());
  CHECK(test::test_psnr(device, scene, m) > 24.0);
  // The textured half is x > 0.
  double level[2] = {0, 0}, cells[2] = {0, 0};
  for (std::size_t i = 0; i < m.topology.bricks.size(); ++i) {
    const Brick& b = m.topology.bricks[i];
    const float centre = (static_cast<float>(b.coordinate.x) + 0.5f) * static_cast<float>(brick_edge * m.topology.lattice.stride(b.level));
    const int side = m.topology.lattice.to_world(glm::vec3(centre)).x > 0;
    const double count = m.topology.cell_begin[i + 1] - m.topology.cell_begin[i];
    // By surface: a coarse cell covers as much of it as four finer ones.
    const double area = count * m.topology.lattice.stride(b.level) * m.topology.lattice.stride(b.level);
    level[side] += area * b.level;
    cells[side] += area;
  }
  CHECK(level[1] / cells[1] > level[0] / cells[0]);
  // Saving loses nothing more than the shader's rounding.
  const Model read = decode_model(encode_model(m, Effort::fast), "memory");
  CHECK(read.topology.cell_count() == m.topology.cell_count());
  CHECK(std::abs(test::test_psnr(device, scene, read) - test::test_psnr(device, scene, m)) < 0.1);
}

TEST_CASE("of photos without masks the surroundings are modelled, too, and can be left out") {
  Device device = Device::cpu();
  const Scene scene = test::ball_in_room(30, 32);
  FitOptions o = quick_options();
  o.resolution = 48;
  o.box = Box{glm::vec3(-1), glm::vec3(1)};
  o.steps = 500;
  const Model m = test::fitted(device, scene, o);
  CHECK(m.topology.lattice.surroundings);
  const Model read = decode_model(encode_model(m, Effort::fast), "memory");
  CHECK(read.topology.lattice.surroundings);
  const double with = test::test_psnr(device, scene, read);
  CHECK(with > 13.5);
  o.surroundings = false;
  const Model alone = test::fitted(device, scene, o);
  CHECK_FALSE(alone.topology.lattice.surroundings);
  const double without = test::test_psnr(device, scene, alone);
  CAPTURE(with, without);
  CHECK(with > without + 2);
}

TEST_CASE("surroundings begin a level coarser, and with nothing right before a camera or where few cameras look") {
  const Scene scene = test::ball_in_room(40, 48);
  const Lattice l = make_lattice({glm::vec3(-1), glm::vec3(1)}, 96, true);
  const int level = starting_level(l);
  REQUIRE(level > 0);
  const Topology t = build_topology(l, starting_bricks(scene, l, level));
  int in_box = 0, outside = 0;
  for (const Brick& b : t.bricks) {
    const auto edge = static_cast<float>(brick_edge * l.stride(b.level));
    const glm::vec3 centre = (glm::vec3(b.coordinate) + 0.5f) * edge;
    const float norm = maximum_norm((centre - l.centre()) / l.quarter());
    if (norm < 1) CHECK(b.level == level);
    if (norm > 1.5f) CHECK(b.level == level - 1);
    (norm < 1 ? in_box : outside) += b.count();
    for (int z = 0; z < brick_edge; ++z)
      each_bit(b.cells[z], [&](int bit) {
        const glm::vec3 world =
            l.to_world((glm::vec3(b.coordinate * brick_edge + cell_of_bit(bit, z)) + 0.5f) * static_cast<float>(l.stride(b.level)));
        int seen = 0;
        for (const View& v : scene.train) {
          REQUIRE(glm::length(world - v.camera.position) > 0.3f);
          glm::vec2 p;
          seen += v.camera.project(world, p) && p.x >= 0 && p.y >= 0 && p.x < 48 && p.y < 48;
        }
        REQUIRE(seen >= 3);
      });
  }
  CHECK(in_box > 10000);
  CHECK(outside > 1000);
}

TEST_CASE("rates fall the further the more often a fit looks at each pixel") {
  CHECK(final_rate(1) == final_rate(4));
  CHECK(final_rate(5) > final_rate(10));
  CHECK(final_rate(10) > 2 * final_rate(40));
  CHECK(final_rate(200) == final_rate(1000));
  CHECK(final_rate(1) < 1);
  CHECK(final_rate(1000) > 0);
}

TEST_CASE("a deterministic fit gives the same bits twice") {
  const Scene scene = test::ball_scene(10, 40);
  FitOptions o = quick_options(60);
  Device a = Device::cpu(2, true), b = Device::cpu(2, true);
  CHECK(same_symbols(test::fitted(a, scene, o), test::fitted(b, scene, o)));
}

TEST_CASE("a lattice that no file can hold is refused before the first step") {
  Device device = Device::cpu(1);
  FitOptions o = quick_options();
  o.resolution = 4096;
  CHECK_THROWS_WITH(Fit(device, test::ball_scene(3, 32), o), Catch::Contains("--resolution 4096"));
  o.resolution = 1792;
  CHECK_THROWS_WITH(Fit(device, test::ball_in_room(3, 32), o), Catch::Contains("--resolution 1792"));
}

TEST_CASE("a time limit that leaves no time for a step is a sentence") {
  Device device = Device::cpu(1);
  const Scene scene = test::ball_scene(3, 32);
  FitOptions o = quick_options(0);
  o.time_limit = 1e-9;
  Fit fit(device, scene, o);
  CHECK_THROWS_WITH(run_fit(fit, {}, {}, go_on), Catch::Contains("no time for a single step"));
}
