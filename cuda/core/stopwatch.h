#pragma once

#include <memory>

namespace asrg {

/// Measures the time that a device takes for the work that is queued between start() and stop(). See Device::stopwatch().
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;
  /// On CUDA this is queued, too: the time begins when everything queued before is done.
  virtual void start() = 0;
  virtual void stop() = 0;
  /// Seconds between the last start() and stop(); 0 before the first. On CUDA it waits for the work between them.
  /// @throws Error (runtime) where a kernel failed
  virtual double seconds() = 0;
};

/// Measures by the host's clock.
std::unique_ptr<Stopwatch> host_stopwatch();

}  // namespace asrg
