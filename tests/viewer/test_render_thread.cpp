#include <catch2/catch.hpp>

#include "compress/model/drawable.h"
#include "compress/image/picture.h"
#include "tests/fenced_device.h"
#include "tests/viewer/ball_model.h"
#include "tests/viewer/wait_for.h"
#include "viewer/render/brick_lines.h"
#include "viewer/render/pictures.h"
#include "viewer/session/session.h"

#include <atomic>
#include <cstring>

using namespace asrg;
using test::wait_for;

namespace {

ImageU8 drawn(const Model& model, const Camera& camera, RenderSettings settings) {
  Device device = Device::cpu(1);
  const RenderModel ready = drawable(device, model, Precision::compact);
  settings.opaque = true;
  return to_8_bit(render(device, ready, camera, settings), 4);
}

}  // namespace

TEST_CASE("a picture drawn in bands by the thread is the picture") {
  const auto model = std::make_shared<const Model>(test::ball_model({0.8f, 0.3f, 0.2f}));
  RenderThread thread(Device::cpu(2));
  thread.add_model(model);
  OrbitCamera orbit;
  orbit.frame(model->topology.lattice.box(), {0, 0, 1}, 0.7f);
  FrameRequest request;
  request.content = 7;
  request.camera = orbit.camera({413, 311});
  request.model = 0;
  request.resolution = {1, 1};
  thread.post(request);
  std::optional<FrameResult> result;
  REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
  CHECK(result->content == 7);
  CHECK(without_alpha(result->picture).pixels == without_alpha(drawn(*model, request.camera, request.settings)).pixels);
  CHECK(result->statistics.samples > 1000);
  CHECK(result->other.empty());

  request.resolution = {0.5f, 1};
  thread.post(request);
  REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
  CHECK(result->picture.width == 207);
  CHECK(result->picture.height == 156);
}

TEST_CASE("on a device like CUDA, pictures come copied or lie in memory of the device that was lent") {
  const auto model = std::make_shared<const Model>(test::ball_model({0.8f, 0.3f, 0.2f}));
  constexpr int width = 413, height = 311;
  Device device = test::fenced_device();
  auto* const memory = static_cast<std::uint32_t*>(device.allocate(width * height * sizeof(std::uint32_t)));
  RenderThread thread(std::move(device));
  CHECK_FALSE(thread.cuda_device());
  thread.add_model(model);
  OrbitCamera orbit;
  orbit.frame(model->topology.lattice.box(), {0, 0, 1}, 0.7f);
  FrameRequest request;
  request.camera = orbit.camera({width, height});
  request.model = 0;
  request.resolution = {1, 1};
  const auto answer = [&] {
    thread.post(request);
    std::optional<FrameResult> result;
    REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
    return std::move(*result);
  };
  const auto expected = drawn(*model, request.camera, request.settings).pixels;
  CHECK(answer().picture.pixels == expected);

  thread.lend({3, memory, width * height});
  const FrameResult lent = answer();
  REQUIRE(lent.lent);
  CHECK(lent.lent->number == 3);
  CHECK(lent.picture.empty());
  std::vector<std::uint8_t> pixels(width * height * 4);
  std::atomic<bool> copied{false};
  thread.add_job([&](RenderThread::Tools& tools) {
    tools.device.copy(pixels.data(), memory, pixels.size());
    tools.device.release(memory);
    return copied = true;
  });
  REQUIRE(wait_for([&] { return copied.load(); }));
  CHECK(pixels == expected);
  CHECK(thread.take_error().empty());
}

TEST_CASE("a plain picture is drawn into what the window lends, and what nobody sees gives it back") {
  const auto model = std::make_shared<const Model>(test::ball_model({0.8f, 0.3f, 0.2f}));
  RenderThread thread(Device::cpu(2));
  thread.add_model(model);
  OrbitCamera orbit;
  orbit.frame(model->topology.lattice.box(), {0, 0, 1}, 0.7f);
  FrameRequest request;
  request.camera = orbit.camera({213, 111});
  request.model = 0;
  request.resolution = {1, 1};
  std::vector<std::uint32_t> memory(213 * 111 + 1, 0xabcdef01u);
  thread.lend({5, memory.data(), memory.size() - 1});
  const auto answer = [&] {
    thread.post(request);
    std::optional<FrameResult> result;
    REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
    return std::move(*result);
  };
  FrameResult result = answer();
  REQUIRE(result.lent);
  CHECK(result.lent->number == 5);
  CHECK(result.size == glm::ivec2(213, 111));
  CHECK(result.picture.empty());
  const ImageU8 wanted = drawn(*model, request.camera, request.settings);
  CHECK(std::memcmp(memory.data(), wanted.pixels.data(), wanted.pixels.size()) == 0);
  CHECK(memory.back() == 0xabcdef01u);

  CHECK_FALSE(answer().lent);  // it has not been lent again
  thread.lend(*result.lent);
  request.bricks = true;
  CHECK_FALSE(answer().lent);
  request.bricks = false;
  request.camera = orbit.camera({213, 112});
  CHECK_FALSE(answer().lent);  // too large
  request.camera = orbit.camera({213, 111});
  // Two answers, of which the first is never taken.
  for (int i = 0; i < 2; ++i) {
    thread.post(request);
    REQUIRE(wait_for([&] { return !thread.busy(); }));
  }
  CHECK_FALSE(thread.take()->lent);  // the memory was still with the first
  CHECK(answer().lent);
  thread.lend({5, memory.data(), memory.size() - 1});
  thread.reclaim();
  CHECK_FALSE(answer().lent);
}

TEST_CASE("a comparison with a photo tells its PSNR at full resolution") {
  const auto model = std::make_shared<const Model>(test::ball_model({0.8f, 0.3f, 0.2f}));
  RenderThread thread(Device::cpu(2));
  thread.add_model(model);
  OrbitCamera orbit;
  orbit.frame(model->topology.lattice.box(), {0, 0, 1}, 0.7f);
  const auto photo = std::make_shared<View>();
  photo->camera = orbit.camera({64, 48});
  photo->image = drawn(*model, photo->camera, {});
  for (std::size_t i = 3; i < photo->image.pixels.size(); i += 4) photo->image.pixels[i] = 255;
  FrameRequest request;
  request.camera = photo->camera;
  request.photo = photo;
  request.model = 0;
  request.difference = true;
  request.resolution = {1, 1};
  thread.post(request);
  std::optional<FrameResult> result;
  REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
  REQUIRE(result->psnr);
  CHECK(*result->psnr > 90);  // the same picture
  CHECK(*result->ssim == Approx(1));
  CHECK(without_alpha(result->other).pixels == without_alpha(photo->image).pixels);
  CHECK(result->difference.width == 64);
  request.resolution = {0.5f, 1};
  thread.post(request);
  REQUIRE(wait_for([&] { return (result = thread.take()).has_value(); }));
  CHECK_FALSE(result->psnr);
}

TEST_CASE("a job that fails is reported, and the thread goes on") {
  RenderThread thread(Device::cpu(1));
  thread.add_job([](RenderThread::Tools&) -> bool { throw std::runtime_error("no more paper"); });
  std::string error;
  REQUIRE(wait_for([&] { return !(error = thread.take_error()).empty(); }));
  CHECK(error == "no more paper");
  std::atomic<int> calls{0};
  thread.add_job([&](RenderThread::Tools&) { return ++calls == 3; });
  CHECK(wait_for([&] { return calls == 3; }));
}

TEST_CASE("outlines of bricks are drawn in front of the surface, not behind it") {
  const Model model = test::ball_model({0.5f, 0.5f, 0.5f});
  OrbitCamera orbit;
  orbit.frame(model.topology.lattice.box(), {0, 0, 1}, 0.7f);
  const Camera camera = orbit.camera({200, 150});
  ImageU8 all(200, 150, 4), hidden = all;
  ImageF nothing(200, 150, 4), wall(200, 150, 4);
  for (std::size_t i = 3; i < wall.pixels.size(); i += 4) wall.pixels[i] = 1;  // opaque, half a diagonal in front of the centre
  draw_brick_lines(model, camera, nothing, all);
  draw_brick_lines(model, camera, wall, hidden);
  const auto lit = [](const ImageU8& i) {
    int n = 0;
    for (std::size_t k = 3; k < i.pixels.size(); k += 4) n += i.pixels[k] > 0;
    return n;
  };
  CHECK(lit(all) > 1000);
  CHECK(lit(hidden) == 0);
}

TEST_CASE("a coarse picture is drawn from a coarser model, whose cells are no larger than its pixels") {
  Lattice l;
  l.cell = 0.01f;
  l.base_bricks = glm::ivec3(4);
  l.levels = 3;
  OrbitCamera orbit;
  orbit.frame(l.box(), {0, 0, 1}, 0.7f);
  const Camera camera = orbit.camera({1280, 720});
  int last = 0;
  for (const float scale : {1.0f, 0.5f, 0.25f, 0.125f}) {
    const Camera c = scaled(camera, scale);
    const int level = level_of_detail(l, c, 3);
    CHECK(level >= last);
    const float pixel = glm::length(c.position - 0.5f * (l.box().min + l.box().max)) / c.focal.x;
    CHECK(l.cell * static_cast<float>(1 << level) <= std::max(pixel, l.cell));
    last = level;
  }
  CHECK(last >= 1);
  CHECK(level_of_detail(l, scaled(camera, 0.01f), 2) == 2);
}
