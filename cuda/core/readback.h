#pragma once

#include <cstddef>
#include <memory>

namespace asrg {

/// Bytes on their way from a device to the host, for which nobody has to wait. See Device::readback().
class Readback {
 public:
  virtual ~Readback() = default;
  /// Queues a copy behind everything that was queued before. @pre none is under way
  virtual void start(const void* from) = 0;
  /// Have the bytes arrived? @throws Error (runtime) where a kernel before them failed.
  virtual bool ready() = 0;
  virtual void wait() = 0;
  /// Valid from when they are ready until the next start().
  virtual const void* data() const = 0;
};

}  // namespace asrg
