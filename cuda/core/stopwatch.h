#pragma once

#include <memory>

namespace asrg {

/// The time that a device takes for what it is given between start() and stop(). See Device::stopwatch().
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;
  /// On CUDA it is queued: the time begins where everything queued before is done.
  virtual void start() = 0;
  virtual void stop() = 0;
  /// Between the last start() and stop(); 0 before the first. On CUDA it waits for what lies between them.
  /// @throws Error (runtime) where a kernel failed
  virtual double seconds() = 0;
};

/// By the host's clock.
std::unique_ptr<Stopwatch> host_stopwatch();

}  // namespace asrg
