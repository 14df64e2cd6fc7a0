#include <catch2/catch.hpp>

#include "cuda/core/available_cores.h"
#include "cuda/core/buffer.h"
#include "cuda/core/error.h"
#include "cuda/core/launch.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace asrg;

namespace {

struct CountKernel {
  std::atomic<int>* visits;
  void operator()(int i) const { ++visits[i]; }
};

struct SlotKernel {
  int* slot_of;
  void operator()(int i, int slot) const { slot_of[i] = slot; }
};

/// Marks its slot as in use while it runs, and detects a slot that is in use already.
struct ExclusiveKernel {
  std::atomic<int>* busy;
  std::atomic<int>* clashes;
  int slots;
  void operator()(int, int slot) const {
    if (slot < 0 || slot >= slots || busy[slot].exchange(1)) ++*clashes;
    for (int i = 0; i < 200; ++i)
      if (busy[slot] != 1) ++*clashes;
    busy[slot] = 0;
  }
};

struct DenormalKernel {
  const float* factor;
  float* result;
  void operator()(int i) const { result[i] = factor[0] * factor[1]; }
};

std::vector<int> slots_of(Device& device, int n, int grain) {
  std::vector<int> slot_of(static_cast<std::size_t>(n), -1);
  launch(device, "slots", n, SlotKernel{slot_of.data()}, grain);
  return slot_of;
}

}  // namespace

TEST_CASE("a launch visits every index exactly once") {
  const int threads = GENERATE(1, 2, 5);
  const bool deterministic = GENERATE(false, true);
  Device device = Device::cpu(threads, deterministic);
  for (const int n : {0, 1, 2, 7, 256, 257, 10000})
    for (const int grain : {1, 3, 256, 100000}) {
      std::vector<std::atomic<int>> visits(static_cast<std::size_t>(n) + 1);
      launch(device, "count", n, CountKernel{visits.data()}, grain);
      int wrong = 0;
      for (int i = 0; i < n; ++i) wrong += visits[i] != 1;
      CAPTURE(threads, n, grain);
      REQUIRE(wrong == 0);
      REQUIRE(visits[n] == 0);
    }
}

TEST_CASE("no two threads hold the same slot at once") {
  const int threads = GENERATE(1, 2, 5);
  const bool deterministic = GENERATE(false, true);
  Device device = Device::cpu(threads, deterministic);
  REQUIRE(device.slots() == threads);
  std::vector<std::atomic<int>> busy(static_cast<std::size_t>(threads));
  std::atomic<int> clashes{0};
  launch(device, "exclusive", 5000, ExclusiveKernel{busy.data(), &clashes, threads}, 1);
  CHECK(clashes == 0);
}

TEST_CASE("a deterministic device deals the same indices to the same slots every time") {
  const int threads = GENERATE(1, 2, 5);
  Device device = Device::cpu(threads, true), other = Device::cpu(threads, true);
  for (const int grain : {1, 7, 64}) {
    const auto first = slots_of(device, 1000, grain);
    CHECK(slots_of(device, 1000, grain) == first);
    CHECK(slots_of(other, 1000, grain) == first);
    std::vector<int> used(static_cast<std::size_t>(threads), 0);
    for (const int slot : first) ++used[slot];
    for (const int count : used) CHECK(count > 0);
  }
}

TEST_CASE("a device keeps a table of times by name") {
  Device device = Device::cpu(2);
  slots_of(device, 10, 1);
  slots_of(device, 10, 1);
  REQUIRE(device.times().count("slots") == 1);
  CHECK(device.times().at("slots").launches == 2);
  CHECK(device.times().at("slots").seconds >= 0);
  device.reset_times();
  CHECK(device.times().empty());
}

TEST_CASE("a device uses all cores unless told otherwise, and says what it is") {
  CHECK(Device::cpu().slots() == available_cores());
  CHECK(Device::cpu(1).description() == "CPU, 1 thread");
  CHECK(Device::cpu(3).description() == "CPU, 3 threads");
}

#if defined(__SSE__)
TEST_CASE("asking for CUDA without a device is one clear sentence") {
  CHECK_FALSE(Device::open({DeviceChoice::Kind::cpu}, 1).is_cuda());
  CHECK(Device::open({DeviceChoice::Kind::automatic}, 1, true).is_deterministic());
  CHECK_FALSE(Device::open({DeviceChoice::Kind::cpu}, 1).is_deterministic());
  try {
    const Device device = Device::open({DeviceChoice::Kind::cuda});
    CHECK(device.is_cuda());
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::unsupported);
    CHECK_THAT(e.what(), Catch::StartsWith("--device cuda: "));
  }
}

TEST_CASE("kernels flush denormal numbers, and leave the caller's arithmetic alone") {
  const volatile float small = 1e-30f;
  const float factor[2] = {small, small * 1e10f};
  const volatile float tiny = 1e-20f;
  const float denormal[2] = {tiny, tiny};
  for (const int threads : {1, 3}) {
    Device device = Device::cpu(threads);
    std::vector<float> result(100, -1.0f);
    launch(device, "denormal", 100, DenormalKernel{denormal, result.data()}, 1);
    for (const float r : result) REQUIRE(r == 0.0f);
    launch(device, "denormal", 100, DenormalKernel{factor, result.data()}, 1);
    const volatile float here = tiny * tiny;
    CHECK(here > 0.0f);
  }
}
#endif

TEST_CASE("bytes come back to the host as they were when the copy was queued") {
  Device device = Device::cpu(2);
  const std::vector<int> first{1, 2, 3}, second{4, 5, 6};
  Buffer<int> numbers(device, first);
  const auto back = device.readback(3 * sizeof(int));
  back->start(numbers.data());
  numbers.upload(second);
  REQUIRE(back->ready());
  CHECK(static_cast<const int*>(back->data())[2] == 3);
  back->start(numbers.data());
  back->wait();
  CHECK(static_cast<const int*>(back->data())[0] == 4);
}

TEST_CASE("a stopwatch tells the time between its start and its stop") {
  Device device = Device::cpu(1);
  const auto watch = device.stopwatch();
  CHECK(watch->seconds() == 0);
  watch->start();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  watch->stop();
  const double first = watch->seconds();
  CHECK(first > 0);
  CHECK(watch->seconds() == first);
}
