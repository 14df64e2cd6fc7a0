#include <catch2/catch.hpp>

#include "cuda/core/buffer.h"
#include "cuda/core/error.h"
#include "cuda/core/launch.h"
#include "tests/fenced_device.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <vector>

using namespace asrg;

namespace {

struct AddKernel {
  const float* from;
  float* to;
  int offset;  ///< large enough in one test that reads go beyond the end

  ASRG_HD void operator()(int i) const { to[i] = from[i + offset] + 1.0f; }
};

/// True where `work` ends a process by a segmentation fault.
template <class Work>
bool faults(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int signal : {SIGSEGV, SIGABRT}) std::signal(signal, SIG_DFL);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGABRT);
}

}  // namespace

TEST_CASE("kernels and copies pass a fenced device's fence") {
  Device device = test::fenced_device(true);
  CHECK_FALSE(device.is_cuda());
  CHECK(device.shares_slots());
  CHECK(device.is_deterministic());
  CHECK(device.slots() == 1);
  const std::vector<float> values{1, 2, 3};
  const Buffer<float> from(device, values);
  Buffer<float> to(device, 3);
  for (const float x : to.download()) CHECK(std::isnan(x));
  launch(device, "add", 3, AddKernel{from.data(), to.data(), 0});
  CHECK(to.download() == std::vector<float>{2, 3, 4});
  to.zero();
  CHECK(to.download() == std::vector<float>(3, 0.0f));
  CHECK(device.times().at("add").launches == 1);
}

TEST_CASE("a fenced device catches what CUDA would not forgive") {
  Device device = test::fenced_device();
  std::vector<float> values(1024, 1.0f);
  const Buffer<float> from(device, values);
  Buffer<float> to(device, 1024);
  CHECK_FALSE(faults([&] { launch(device, "add", 1024, AddKernel{from.data(), to.data(), 0}); }));
  CHECK(faults([&] { to.data()[5] = 1; }));
  CHECK(faults([&] { values[0] = from.data()[1023]; }));
  CHECK(faults([&] { launch(device, "add", 1024, AddKernel{from.data(), to.data(), 16}); }));
  float* released = static_cast<float*>(device.allocate(4096));
  device.release(released);
  CHECK(faults([&] { launch(device, "add", 1, AddKernel{from.data(), released, 0}); }));
  CHECK(faults([&] { device.release(released); }));
  if (!test::fenced_device_checks_parameters) return;
  CHECK_THROWS_WITH(launch(device, "add to host", 1024, AddKernel{from.data(), values.data(), 0}),
                    Catch::Contains("points into the host's memory"));
}

TEST_CASE("what comes back from a fenced device takes its time") {
  Device device = test::fenced_device();
  const std::vector<int> values{7, 8};
  Buffer<int> numbers(device, values);
  const auto back = device.readback(2 * sizeof(int));
  back->start(numbers.data());
  CHECK_THROWS_AS(back->data(), Error);
  CHECK(!back->ready());
  REQUIRE(back->ready());
  CHECK(static_cast<const int*>(back->data())[1] == 8);
  back->start(numbers.data());
  back->wait();
  CHECK(static_cast<const int*>(back->data())[0] == 7);
}
