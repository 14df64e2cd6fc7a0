#include <catch2/catch.hpp>

#include "compress/codec/codec.h"
#include "compress/fit/fit.h"
#include "cuda/core/bandwidth.h"
#include "cuda/fit/adapt.h"
#include "cuda/render/frame.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/cuda/fit/ball_photos.h"
#include "tests/cuda/fit/relative_difference.h"
#include "tests/gpu/bumpy_object.h"
#include "tests/gpu/gpu_device.h"

#include <algorithm>
#include <cmath>

using namespace asrg;
using test::floats;
using test::relative_difference;

using test::BumpyObject;
using test::cuda_or_skip;

TEST_CASE("images drawn on CUDA and on the CPU agree", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  Device cpu = Device::cpu();
  const BumpyObject object(GENERATE(false, true));
  const Precision precision = GENERATE(Precision::exact, Precision::compact);
  const RenderModel here = object.on(cpu, precision), there = object.on(*cuda, precision);
  const Camera camera = object.camera({401, 307});
  for (const Layer layer :
       {Layer::final, Layer::diffuse, Layer::specular, Layer::depth, Layer::normal, Layer::level, Layer::steps, Layer::opacity}) {
    RenderSettings settings;
    settings.layer = layer;
    settings.backdrop = Backdrop::environment;
    const ImageF a = render(cpu, here, camera, settings), b = render(*cuda, there, camera, settings);
    double squared = 0;
    int far = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
      const double d = a.pixels[i] - b.pixels[i];
      squared += d * d;
      far += std::abs(d) > 2.0 / 255;
    }
    CAPTURE(static_cast<int>(layer), far);
    // Rounding makes a ray step into the neighbouring cell here and there, at edges above all; where steps are shown one more is seen at once.
    CHECK(-10 * std::log10(squared / static_cast<double>(a.pixels.size())) > 50);
    CHECK(far < static_cast<int>(a.pixels.size() / (layer == Layer::steps ? 200 : 500)));
  }
}

TEST_CASE("a frame in device memory is the image in 8 bits", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  const BumpyObject object;
  const RenderModel model = object.on(*cuda);
  const Camera camera = object.camera({123, 77});
  const ImageF image = render(*cuda, model, camera, {});
  Frame frame(*cuda);
  frame.draw(model, camera, {});
  std::vector<std::uint32_t> rgba(123 * 77);
  frame.download(rgba);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    REQUIRE(static_cast<int>(rgba[i / 4] >> (8 * (i % 4)) & 255) == static_cast<int>(image.pixels[i] * 255.0f + 0.5f));
  CHECK(frame.statistics().samples > 0);
  CHECK(frame.statistics().seconds > 0);
}

TEST_CASE("steps of a fit on CUDA go where those on the CPU go", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  Device cpu = Device::cpu();
  const test::BallPhotos photos;
  const Topology t = test::box_topology(true);
  StepSettings settings = test::step_settings();
  settings.loss.background = GENERATE(FitBackground::white, FitBackground::random, FitBackground::environment);
  settings.pose_rate = settings.exposure_rate = 1e-5f;
  FitEngine here(cpu, photos.photos, photos.places, 1), there(*cuda, photos.photos, photos.places, 1);
  here.set_state(t, test::starting_state(t));
  there.set_state(t, test::starting_state(t));

  here.step(settings);
  there.step(settings);
  const StepReport a = here.take_report(), b = there.take_report();
  CHECK(a.mse == Approx(b.mse).epsilon(1e-4));
  CHECK(static_cast<double>(a.samples) == Approx(static_cast<double>(b.samples)).epsilon(1e-3));
  // Adam's first moment after one step is a tenth of the gradient.
  const FitState ga = here.state(), gb = there.state();
  CHECK(relative_difference(floats(ga.first_moment), floats(gb.first_moment)) < 2e-3);
  CHECK(relative_difference(floats(ga.shader_first_moment), floats(gb.shader_first_moment)) < 2e-3);
  if (settings.loss.background == FitBackground::environment)
    CHECK(relative_difference(floats(ga.environment_first_moment), floats(gb.environment_first_moment)) < 2e-3);
  else
    CHECK(ga.environment_first_moment == gb.environment_first_moment);
  REQUIRE(ga.corrections.first_moment.size() == photos.photos.size());
  CHECK(relative_difference(floats(ga.corrections.first_moment), floats(gb.corrections.first_moment)) < 5e-3);
  const CellStatistics sa = here.statistics(), sb = there.statistics();
  for (std::size_t i = 0; i < sa.weight.size(); ++i) REQUIRE(sa.weight[i] == Approx(sb.weight[i]).margin(5e-3));

  // Adam makes whole steps of gradients that are nothing but rounding, so that the two part. On an environment that learns beside masked photos the error
  // soon rises again, and how much is chance.
  const int steps = settings.loss.background == FitBackground::environment ? 10 : 150;
  for (int i = 0; i < steps; ++i) {
    here.step(settings);
    there.step(settings);
  }
  here.take_report();
  there.take_report();
  for (int i = 0; i < 20; ++i) {
    here.step(settings);
    there.step(settings);
  }
  CHECK(here.take_report().mse == Approx(there.take_report().mse).epsilon(0.2).margin(1e-4));
}

TEST_CASE("reports for which nobody waits tell of all steps, a little later", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  Device cpu = Device::cpu();
  const test::BallPhotos photos;
  const Topology t = test::box_topology(true);
  FitEngine here(cpu, photos.photos, photos.places, 1), there(*cuda, photos.photos, photos.places, 1);
  here.set_state(t, test::starting_state(t));
  there.set_state(t, test::starting_state(t));
  std::int64_t samples = 0;
  double squared_error = 0;
  int steps = 0;
  const auto add = [&](const StepReport& r) {
    steps += r.steps;
    samples += r.samples;
    squared_error += r.mse * r.steps;
  };
  CHECK(!there.poll_report());
  for (int i = 0; i < 12; ++i) {
    here.step(test::step_settings());
    there.step(test::step_settings());
    if (const auto r = there.poll_report()) {
      CHECK(r->steps > 0);
      add(*r);
      CHECK(steps <= i);  // it is of steps before
    }
  }
  there.poll_report();  // starts one that take_report finds under way
  add(there.take_report());
  CHECK(steps == 12);
  const StepReport r = here.take_report();
  CHECK(static_cast<double>(samples) == Approx(static_cast<double>(r.samples)).epsilon(0.02));
  CHECK(squared_error / 12 == Approx(r.mse).epsilon(0.02));
  CHECK(there.take_report().steps == 0);
}

TEST_CASE("a whole fit on CUDA is as good as on the CPU", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  Device cpu = Device::cpu();
  const Scene scene = test::ball_scene(20, 40);
  FitOptions options;
  options.steps = 120;
  options.resolution = 48;
  double psnrs[2];
  std::int64_t cells[2], bytes[2];
  for (const int k : {0, 1}) {
    Device& device = k ? *cuda : cpu;
    FitReport report;
    const Model model = test::fitted(device, scene, options, &report);
    CHECK(report.topology_changes > 3);
    psnrs[k] = test::test_psnr(device, scene, model);
    cells[k] = model.topology.cell_count();
    bytes[k] = static_cast<std::int64_t>(encode_model(model, Effort::fast).size());
  }
  CAPTURE(psnrs[0], psnrs[1], cells[0], cells[1], bytes[0], bytes[1]);
  CHECK(psnrs[0] > 20);
  // CUDA's steps have more patches.
  CHECK(psnrs[1] > psnrs[0] - 0.5);
  CHECK(static_cast<double>(cells[1]) == Approx(static_cast<double>(cells[0])).epsilon(0.3));
  CHECK(static_cast<double>(bytes[1]) == Approx(static_cast<double>(bytes[0])).epsilon(0.5));
}

TEST_CASE("a deterministic fit on CUDA gives the same bits twice", "[gpu]") {
  const test::BallPhotos photos;
  const Topology t = test::box_topology(true);
  StepSettings settings = test::step_settings();
  settings.loss.background = GENERATE(FitBackground::random, FitBackground::environment);
  FitState states[2];
  CellStatistics statistics[2];
  for (const int k : {0, 1}) {
    auto device = cuda_or_skip(true);
    if (!device) return;
    FitEngine engine(*device, photos.photos, photos.places, 1);
    engine.set_state(t, test::starting_state(t));
    for (int i = 0; i < 30; ++i) engine.step(settings);
    states[k] = engine.state();
    statistics[k] = engine.statistics();
  }
  for (std::size_t i = 0; i < states[0].residuals.size(); ++i)
    for (int c = 0; c < Channels::count; ++c) REQUIRE(states[0].residuals[i].v[c] == states[1].residuals[i].v[c]);
  CHECK(statistics[0].weight == statistics[1].weight);
  CHECK(statistics[0].error == statistics[1].error);
}

TEST_CASE("a topology is on CUDA what it is on the CPU, and changes likewise", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  test::Random random(7);
  const Topology t = test::random_topology(random, {3, 2, 3}, 4);
  const auto same = [](const Topology& a, const Topology& b) {
    const auto same_brick = [](const Brick& x, const Brick& y) {
      return x.level == y.level && x.coordinate == y.coordinate && x.cells == y.cells;
    };
    return std::equal(a.bricks.begin(), a.bricks.end(), b.bricks.begin(), b.bricks.end(), same_brick) && a.corners == b.corners &&
           a.level_begin == b.level_begin && a.parents == b.parents && a.hanging == b.hanging && a.cell_begin == b.cell_begin &&
           a.cell_corners == b.cell_corners;
  };
  CHECK(same(DeviceTopology(*cuda, t.lattice, Buffer<Brick>(*cuda, t.bricks)).download(), t));

  std::vector<float> weight(static_cast<std::size_t>(t.cell_count()));
  for (float& w : weight) w = random.unit();
  std::vector<Channels> values(t.corners.size());
  for (Channels& v : values) v = splat(4.0f * random.unit() - 3.0f);
  // Everything that changes a topology, one after the other.
  const auto changed = [&](Device& device) {
    const DeviceTopology on_device(device, t);
    const Buffer<float> weights(device, weight);
    const Buffer<Channels> residuals(device, values);
    std::vector<Topology> results;
    const auto add = [&](const Buffer<Brick>& bricks) {
      results.push_back(DeviceTopology(device, t.lattice, without_empty(device, bricks)).download());
    };
    const Buffer<Brick> pruned = prune_cells(device, on_device, weights.data(), 0.5f);
    add(pruned);
    add(split_occupied(device, on_device, pruned, choose_splits(device, on_device, weights.data(), 0.7f, 1 << 20), residuals.data(),
                       0.01f));
    add(merge_flat_bricks(device, on_device, residuals.data(), splat(4.32f)));
    return results;
  };
  Device cpu = Device::cpu();
  const auto here = changed(cpu), there = changed(*cuda);
  CHECK(same(here[0], there[0]));
  CHECK(same(here[2], there[2]));
  // A child's density at the limit may be rounded to either side.
  CHECK(here[1].cell_count() == Approx(there[1].cell_count()).epsilon(1e-3));
  CHECK(here[2].bricks.size() < t.bricks.size());

  const Hierarchy a(cpu, t), b(*cuda, t);
  Buffer<Channels> ga(cpu, values), gb(*cuda, values);
  const std::vector<std::uint64_t> all(static_cast<std::size_t>(GradientSlots::words_of(t.corner_count())), ~std::uint64_t{0});
  Buffer<std::uint64_t> ta(cpu, all), tb(*cuda, all);
  a.transpose(cpu, {ga.data(), ta.data(), t.corner_count(), 1});
  b.transpose(*cuda, {gb.data(), tb.data(), t.corner_count(), 1});
  const auto da = ga.download(), db = gb.download();
  for (std::size_t i = 0; i < da.size(); ++i) REQUIRE(da[i].v[0] == Approx(db[i].v[0]).epsilon(1e-4).margin(1e-4));
}

TEST_CASE("too much memory is one clear sentence, and the device goes on", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  try {
    const Buffer<char> impossible(*cuda, std::size_t{1} << 46);
    FAIL("64 TiB were given");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::runtime);
    CHECK_THAT(e.what(), Catch::Contains("not enough memory") && Catch::Contains("MiB"));
  }
  const auto zeros = zeroed<int>(*cuda, 1000).download();
  for (const int z : zeros) REQUIRE(z == 0);
}

TEST_CASE("kernels are timed by name", "[gpu]") {
  auto cuda = cuda_or_skip();
  if (!cuda) return;
  CHECK(copy_bandwidth(*cuda) > 0);
  const BumpyObject object;
  const RenderModel model = object.on(*cuda);
  cuda->reset_times();
  Frame frame(*cuda);
  for (int i = 0; i < 3; ++i) frame.draw(model, object.camera({64, 64}), {});
  CHECK(cuda->times().at("render").launches == 3);
  CHECK(cuda->times().at("render").seconds > 0);
}
