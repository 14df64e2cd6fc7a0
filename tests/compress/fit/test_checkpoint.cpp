#include "compress/fit/checkpoint.h"

#include "compress/fit/run_fit.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>

using namespace asrg;
using test::go_on;
using test::quick_options;
using test::same_symbols;

TEST_CASE("an interrupted fit goes on from its checkpoint") {
  const test::TemporaryDirectory folder;
  const Scene scene = test::ball_scene(10, 40);
  FitOptions o = quick_options(60);
  Device device = Device::cpu(2, true);
  const Model whole = test::fitted(device, scene, o);
  const auto path = folder.path() / "fit.ckpt";
  std::atomic<bool> stop{false};
  Fit broken(device, scene, o);
  RunOptions run;
  run.checkpoint = path;
  run.progress = [&](const FitProgress& p) { stop = p.step >= 30; };
  CHECK_FALSE(run_fit(broken, run, {}, stop));
  CHECK(broken.steps() == 30);
  REQUIRE(std::filesystem::exists(path));
  Fit resumed(device, scene, o, read_checkpoint(path));
  CHECK(resumed.steps() == 30);
  CHECK(run_fit(resumed, {}, {}, go_on));
  CHECK(resumed.report().steps == 60);
  CHECK(std::abs(test::test_psnr(device, scene, resumed.model()) - test::test_psnr(device, scene, whole)) < 1.0);

  SECTION("a checkpoint of other photos is refused") {
    CHECK_THROWS_WITH(Fit(device, test::ball_scene(11, 40), o, read_checkpoint(path)), Catch::Contains("other photos"));
  }
  SECTION("a checkpoint of other masks is refused") {
    Scene other = scene;
    other.train[3].image.pixels[4 * 20 * 40 + 4 * 20 + 3] ^= 255;
    CHECK_THROWS_WITH(Fit(device, other, o, read_checkpoint(path)), Catch::Contains("other photos"));
  }
  SECTION("a checkpoint of other options is refused by name") {
    const auto refused = [&](const FitOptions& other, const char* name) {
      CHECK_THROWS_WITH(Fit(device, scene, other, read_checkpoint(path)), Catch::Contains(name));
    };
    FitOptions other = o;
    other.resolution = 64;
    refused(other, "--resolution");
    other = o;
    other.box = Box{glm::vec3(-1), glm::vec3(1)};
    refused(other, "--box");
    other = o;
    other.seed = 7;
    refused(other, "--seed");
    other = o;
    other.surroundings = false;
    refused(other, "--no-surroundings");
    other = o;
    other.time_limit = 1e6;  // how long it takes is another matter
    CHECK_NOTHROW(Fit(device, scene, other, read_checkpoint(path)));
  }
  SECTION("a checkpoint whose numbers do not suit its grid is refused") {
    FitCheckpoint c = read_checkpoint(path);
    c.state.residuals.pop_back();
    write_checkpoint(path, c);
    CHECK_THROWS_WITH(Fit(device, scene, o, read_checkpoint(path)), Catch::Contains("contradicts itself"));
    c = resumed.snapshot();
    c.state.place_errors.resize(3);
    CHECK_THROWS_WITH(Fit(device, scene, o, c), Catch::Contains("contradicts itself"));
    c = resumed.snapshot();
    c.bricks.pop_back();
    CHECK_THROWS_WITH(Fit(device, scene, o, c), Catch::Contains("contradicts itself"));
  }
  SECTION("a damaged, truncated or lengthened checkpoint is refused") {
    auto bytes = read_file(path);
    bytes[bytes.size() / 2] ^= 1;
    write_file_atomically(path, bytes);
    CHECK_THROWS_WITH(read_checkpoint(path), Catch::Contains("damaged"));
    bytes.resize(10);
    write_file_atomically(path, bytes);
    CHECK_THROWS_AS(read_checkpoint(path), Error);
  }
}

TEST_CASE("a checkpoint whose lattice no file could hold is refused before anything is computed with it") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "fit.ckpt";
  Device device = Device::cpu(1);
  FitCheckpoint good = Fit(device, test::ball_scene(3, 32), quick_options(2)).snapshot();
  const auto refused = [&](const std::function<void(Lattice&)>& change) {
    FitCheckpoint c = good;
    change(c.lattice);
    write_checkpoint(path, c);
    CHECK_THROWS_MATCHES(read_checkpoint(path), Error, Catch::Predicate<Error>([](const Error& e) {
                           return e.kind() == ErrorKind::invalid_file &&
                                  std::string(e.what()).find("the checkpoint cannot be right: the lattice") != std::string::npos;
                         }));
  };
  write_checkpoint(path, good);
  CHECK_NOTHROW(read_checkpoint(path));
  for (const int levels : {-1, 0, Lattice::max_levels + 1, 1 << 30}) refused([&](Lattice& l) { l.levels = levels; });
  for (int axis = 0; axis < 3; ++axis) {
    for (const int bricks : {-1, 0, 1 << 30, std::numeric_limits<int>::max()}) refused([&](Lattice& l) { l.base_bricks[axis] = bricks; });
    refused([&](Lattice& l) { l.origin[axis] = std::nanf(""); });
  }
  for (const float cell : {0.0f, -1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) refused([&](Lattice& l) { l.cell = cell; });
  // Each axis may have so many, but not all of them together.
  refused([](Lattice& l) {
    l.levels = 1;
    l.base_bricks = glm::ivec3(Lattice::max_extent / brick_edge);
  });
}

TEST_CASE("a fit can be copied, and the copy goes on as the original does") {
  const Scene scene = test::ball_scene(8, 40);
  FitOptions o = quick_options(40);
  Device device = Device::cpu(1, true);
  Fit fit(device, scene, o);
  while (fit.steps() < 36 && fit.advance()) {}
  Fit copy(device, scene, o, fit.snapshot());
  CHECK(same_symbols(copy.model(), fit.model()));
  while (fit.advance()) {}
  while (copy.advance()) {}
  CHECK(copy.steps() == fit.steps());
  CHECK(same_symbols(copy.model(), fit.model()));
}

TEST_CASE("a fit that comes to what is not a number stops, and its checkpoint stays as it was") {
  const test::TemporaryDirectory folder;
  const Scene scene = test::ball_scene(6, 40);
  FitOptions o = quick_options(40);
  Device device = Device::cpu(2);
  Fit fit(device, scene, o);
  while (fit.steps() < 10 && fit.advance()) {}
  FitCheckpoint poisoned = fit.snapshot();
  write_checkpoint(folder.path() / "good.ckpt", poisoned);
  const auto good = read_file(folder.path() / "good.ckpt");
  for (Channels& r : poisoned.state.residuals) r.v[1] = std::nanf("");
  Fit sick(device, scene, o, poisoned);
  RunOptions run;
  run.checkpoint = folder.path() / "good.ckpt";
  run.checkpoint_interval = 0;
  CHECK_THROWS_WITH(run_fit(sick, run, {}, go_on), Catch::Contains("not a number"));
  CHECK(read_file(folder.path() / "good.ckpt") == good);
  CHECK_THROWS_WITH(sick.model(), Catch::Contains("not a number"));
}
