#include "compress/fit/fit.h"
#include "compress/program/options.h"
#include "cuda/core/available_cores.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_scheduler_observer.h>

#include <atomic>

using namespace asrg;

namespace {

/// Counts the threads that TBB brings in beside the one that called it.
class WorkersSeen : public tbb::task_scheduler_observer {
 public:
  WorkersSeen() { observe(true); }
  ~WorkersSeen() override { observe(false); }
  void on_scheduler_entry(bool is_worker) override { count_ += is_worker; }
  int count() const { return count_; }

 private:
  std::atomic<int> count_{0};
};

std::size_t limit() { return tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism); }

DeviceOptions on_cpu(int threads) {
  DeviceOptions o;
  o.device = "cpu";
  o.threads = threads;
  return o;
}

}  // namespace

TEST_CASE("a device is chosen by a word, or by CUDA's number for it") {
  using Kind = DeviceChoice::Kind;
  const auto is = [](const char* text, Kind kind, int index) {
    const auto choice = parse_device(text);
    return choice && choice->kind == kind && choice->index == index;
  };
  CHECK(is("auto", Kind::automatic, 0));
  CHECK(is("cpu", Kind::cpu, 0));
  CHECK(is("cuda", Kind::cuda, 0));
  CHECK(is("cuda:0", Kind::cuda, 0));
  CHECK(is("cuda:12", Kind::cuda, 12));
  for (const char* wrong : {"", "CUDA", "cuda:", "cuda:-1", "cuda:1x", "cuda: 1", "cuda:99999999999", "cpu:1", "gpu"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_device(wrong));
  }
}

TEST_CASE("the option --device is looked at before a command begins") {
  DeviceOptions options;
  CLI::App app;
  options.add_to(app);
  app.parse("--device cuda:3 --threads 2");
  CHECK(options.device == "cuda:3");
  CHECK_THROWS_WITH(app.parse("--device cuda:x"), Catch::Contains("none of auto, cpu, cuda, cuda:N"));
}

TEST_CASE("the option --threads holds from where it is read: a command may never open a device") {
  DeviceOptions options;
  CLI::App app;
  options.add_to(app);
  limit_threads(5);
  CHECK(limit() == 5);
  app.parse("--threads 2");
  CHECK(options.threads == 2);
  CHECK(limit() == 2);
  CHECK_THROWS_WITH(app.parse("--threads 1025"), Catch::Contains("--threads"));
  CHECK(limit() == 2);
  CHECK(limit_threads(0) == Device::cpu().slots());
}

TEST_CASE("the option --threads is the limit of everything, and the last one holds") {
  CHECK(on_cpu(1).open().slots() == 1);
  CHECK(limit() == 1);
  CHECK(Device::cpu().slots() == 1);
  CHECK(on_cpu(3).open().slots() == 3);
  CHECK(limit() == 3);
  const int all = on_cpu(0).open().slots();  // what was asked for before is forgotten
  CHECK(all == available_cores());
  CHECK(limit() == static_cast<std::size_t>(all));
}

TEST_CASE("with --threads 1 a whole fit is one thread's work") {
  Device device = on_cpu(1).open();
  const WorkersSeen workers;
  const Scene scene = test::ball_scene(8, 24);
  FitOptions options;
  options.steps = 20;
  options.resolution = 16;
  const Model model = test::fitted(device, scene, options);
  tbb::parallel_for(0, 10000, [](int) {});
  CHECK(model.topology.cell_count() > 0);
  CHECK(workers.count() == 0);
}
