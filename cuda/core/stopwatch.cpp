#include "cuda/core/stopwatch.h"

#include <chrono>

namespace asrg {
namespace {

class HostStopwatch final : public Stopwatch {
 public:
  void start() override { start_ = Clock::now(); }
  void stop() override { seconds_ = std::chrono::duration<double>(Clock::now() - start_).count(); }
  double seconds() override { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point start_;
  double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Stopwatch> host_stopwatch() { return std::make_unique<HostStopwatch>(); }

}  // namespace asrg
