#include "compress/codec/codec.h"
#include "compress/fit/land.h"
#include "compress/fit/sweep.h"
#include "compress/fit/start.h"
#include "compress/fit/quantise.h"
#include "compress/model/symbols.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace asrg;
using test::go_on;
using test::quick_options;
using test::same_symbols;

namespace {

std::vector<std::uint8_t> file_of(Model m, Effort effort) { return encode_model(m, effort); }

/// A short fit that may fill far more bytes than it can.
struct MuchRoom {
  Scene scene = test::ball_scene(8, 40);
  Device device = Device::cpu();
  Fit fit{device, scene, quick_options(60)};
  FittedFile fitted;

  explicit MuchRoom(float pressure_floor) {
    const SizeLimit limit{.bytes = 50000000, .file = file_of, .effort = Effort::fast, .pressure_floor = pressure_floor};
    REQUIRE(run_fit(fit, {}, limit, go_on));
    auto filled = fit_to_size(fit, {}, limit, go_on);
    REQUIRE(filled);
    fitted = std::move(*filled);
  }
};

}  // namespace

TEST_CASE("a dead zone drops only small symbols of colours and features") {
  const Topology t = build_topology(make_lattice({{-1, -1, -1}, {1, 1, 1}}, 64), {Brick{{0, 0, 0}, 1, {1, 1, 2, 3, 4, 5, 6, 7}}});
  std::vector<Channels> residuals(t.corners.size());
  for (std::size_t i = 0; i < residuals.size(); ++i) residuals[i] = splat(0.06f * std::sin(static_cast<float>(i)));
  Model m;
  m.topology = t;
  for (Channels& step : m.quantisation.step) step = splat(0.04f);
  m.symbols = symbols_of(t, m.quantisation, residuals);
  const auto before = m.symbols;
  drop_small_symbols(m, residuals, 0.5f);
  CHECK(m.symbols == before);
  drop_small_symbols(m, residuals, 0.8f);
  int dropped = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(m.symbols[i].v[0] == before[i].v[0]);
    for (int k = 1; k < Channels::count; ++k) {
      if (m.symbols[i].v[k] == before[i].v[k]) continue;
      ++dropped;
      CHECK(m.symbols[i].v[k] == 0);
      CHECK(std::abs(residuals[i].v[k]) < 0.8f * 0.04f);
      CHECK(static_cast<int>(i) >= t.level_begin[1]);
    }
  }
  CHECK(dropped > 10);
}

TEST_CASE("one fit gives several sizes, each at most 5 % below its limit, the smallest about as good as a fit of its own") {
  const Scene scene = test::ball_scene(25, 64);
  Device device = Device::cpu(2, true);  // what threads make of the order of sums is worth 0.3 dB here
  std::int64_t free_size = 0;
  {
    Fit fit(device, scene, quick_options(220));
    REQUIRE(run_fit(fit, {}, {}, go_on));
    free_size = static_cast<std::int64_t>(file_of(fit.model(), Effort::fast).size());
  }
  const std::vector<std::int64_t> sizes{free_size / 4, free_size / 2, free_size * 9 / 10};
  for (const Effort effort : {Effort::fast, Effort::best}) {
    Fit fit(device, scene, quick_options(220));
    std::vector<double> psnr;
    const auto take = [&](std::size_t i, const FittedFile& f) {
      CAPTURE(i, f.bytes.size(), sizes[i]);
      CHECK(f.within_limit);
      CHECK_FALSE(f.room_left);
      CHECK(static_cast<std::int64_t>(f.bytes.size()) <= sizes[i]);
      CHECK(static_cast<double>(f.bytes.size()) >= 0.95 * static_cast<double>(sizes[i]));
      CHECK(f.bytes == file_of(f.model, effort));
      psnr.push_back(test::test_psnr(device, scene, f.model));
    };
    CHECK(fit_sizes(fit, sizes, {.run = {}, .file = file_of, .effort = effort}, take, go_on));
    REQUIRE(psnr.size() == 3);
    if (effort == Effort::best) continue;  // takes longer, and is as good
    Fit alone(device, scene, quick_options(220));
    const SizeLimit limit{.bytes = sizes[0], .file = file_of, .effort = effort};
    REQUIRE(run_fit(alone, {}, limit, go_on));
    const auto own = fit_to_size(alone, {}, limit, go_on);
    REQUIRE(own);
    CHECK(psnr[2] > test::test_psnr(device, scene, own->model) - 0.3);
  }
}

TEST_CASE("a size that is for coarser cells is fitted on coarser cells, and is about as good as a fit of its own") {
  const Scene scene = test::ball_scene(13, 80);
  Device device = Device::cpu(2, true);
  FitOptions o = quick_options(100);
  o.resolution = 0;
  Fit fit(device, scene, o);
  const std::int64_t finest = fit.lattice().box_longest();
  const std::vector<std::int64_t> sizes{6 * 64 * 64, 12 * finest * finest};
  std::vector<int> longest;
  std::vector<double> psnr;
  const auto take = [&](std::size_t i, const FittedFile& f) {
    CHECK(static_cast<std::int64_t>(f.bytes.size()) <= sizes[i]);
    longest.push_back(f.model.topology.lattice.box_longest());
    psnr.push_back(test::test_psnr(device, scene, f.model));
  };
  REQUIRE(fit_sizes(fit, sizes, {.run = {}, .file = file_of, .effort = Effort::fast}, take, go_on));
  CHECK(longest == std::vector<int>{static_cast<int>(finest), 64});

  o.max_bytes = sizes[0];
  Fit alone(device, scene, o);
  CHECK(alone.lattice().box_longest() == 64);
  const SizeLimit limit{.bytes = sizes[0], .file = file_of, .effort = Effort::fast};
  REQUIRE(run_fit(alone, {}, limit, go_on));
  const auto own = fit_to_size(alone, {}, limit, go_on);
  REQUIRE(own);
  CHECK(psnr[1] > test::test_psnr(device, scene, own->model) - 0.3);
}

TEST_CASE("where there is no more detail to store, room is left and said to be") {
  const MuchRoom much(least_pressure);
  CHECK(much.fitted.within_limit);
  CHECK(much.fitted.room_left);
  CHECK(much.fit.pressure() == least_pressure);
}

TEST_CASE("a quality that was asked for is a ceiling: room is not filled beyond it") { CHECK(MuchRoom(1).fit.pressure() == 1.0f); }

TEST_CASE("a sweep that is stopped says so, and what was done by then has been taken") {
  const Scene scene = test::ball_scene(8, 40);
  FitOptions o = quick_options(60);
  Device device = Device::cpu();
  Fit fit(device, scene, o);
  std::atomic<bool> stop{false};
  int taken = 0;
  const auto take = [&](std::size_t, const FittedFile&) { stop = ++taken == 2; };
  const std::vector<std::int64_t> sizes{8000, 12000, 16000, 20000};
  CHECK_FALSE(fit_sizes(fit, sizes, {.run = {}, .file = file_of, .effort = Effort::fast}, take, stop));
  CHECK(taken == 2);
}

TEST_CASE("the model at a higher pressure is smaller, and the fit goes on untouched") {
  const Scene scene = test::ball_scene(8, 40);
  FitOptions o = quick_options(60);
  Device device = Device::cpu(2);
  Fit fit(device, scene, o);
  CHECK(run_fit(fit, {}, {}, go_on));
  const Model before = fit.model();
  const auto size = [](const Model& m) { return encode_model(m, Effort::fast).size(); };
  CHECK(size(fit.model_at(8)) < size(fit.model_at(2)));
  CHECK(size(fit.model_at(2)) < size(before));
  CHECK(same_symbols(fit.model(), before));
}

TEST_CASE("a size limit is kept by the whole file, provenance and all, and where it cannot be, the smallest comes out") {
  const Scene scene = test::ball_scene(10, 40);
  FitOptions o = quick_options(80);
  Device device = Device::cpu();
  const std::string names(5000, 'n');
  const auto file = [&](Model m, Effort effort) {
    *m.provenance = {{"training_views", names}};
    return encode_model(m, effort);
  };
  const auto run_within = [&](std::int64_t bytes) {
    Fit fit(device, scene, o);
    const SizeLimit limit{bytes, file, Effort::fast};
    REQUIRE(run_fit(fit, {}, limit, go_on));
    const auto fitted = fit_to_size(fit, {}, limit, go_on);
    REQUIRE(fitted);
    CHECK(fitted->bytes == file(fitted->model, Effort::fast));
    return *fitted;
  };
  const auto free_size = static_cast<std::int64_t>(run_within(0).bytes.size());
  const std::int64_t limit = 5000 + (free_size - 5000) * 6 / 10;
  const FittedFile within = run_within(limit);
  CHECK(within.within_limit);
  CHECK(static_cast<std::int64_t>(within.bytes.size()) <= limit);
  const FittedFile hopeless = run_within(5500);
  CHECK_FALSE(hopeless.within_limit);
  CHECK(hopeless.bytes.size() > 5500);
  CHECK(hopeless.bytes.size() < within.bytes.size());
  CHECK(decode_model(hopeless.bytes, "memory").topology.cell_count() > 0);
}
