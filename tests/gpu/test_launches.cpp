#include "cuda/core/bandwidth.h"
#include "cuda/core/buffer.h"
#include "cuda/render/frame.h"
#include "tests/gpu/bumpy_object.h"
#include "tests/gpu/gpu_device.h"

#include <catch2/catch.hpp>
#include <cuda_runtime_api.h>

using namespace asrg;

TEST_CASE("a launch that failed is told of once, and the table of times goes on without it", "[gpu]") {
  auto cuda = test::cuda_or_skip();
  if (!cuda) return;
  const test::BumpyObject object;
  const RenderModel model = object.on(*cuda);
  cuda->reset_times();
  cuda->begin_launch("fails");
  REQUIRE(cudaSetDevice(1 << 20) != cudaSuccess);  // it is a launch's error as well as any
  CHECK_THROWS_WITH(cuda->end_launch(), Catch::Contains("fails"));
  Frame frame(*cuda);
  frame.draw(model, object.camera({32, 32}), {});
  CHECK(cuda->times().count("fails") == 0);
  CHECK(cuda->times().at("render").launches == 1);
}

TEST_CASE("a CUDA device that is not there is one clear sentence", "[gpu]") {
  if (!test::cuda_or_skip()) return;
  CHECK_THROWS_WITH(Device::open({DeviceChoice::Kind::cuda, 1000}), Catch::Contains("there is no CUDA device 1000"));
}

// tests/gpu/emulate also runs it where no kernel of the program can run on the device.
TEST_CASE("the device that is chosen by itself works", "[gpu]") {
  if (!test::cuda_or_skip()) return;
  Device device = Device::open({DeviceChoice::Kind::automatic}, 1);
  CHECK(copy_bandwidth(device) > 0);
}
