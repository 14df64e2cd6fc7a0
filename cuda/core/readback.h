#pragma once

#include <cstddef>
#include <memory>

namespace asrg {

/// An asynchronous copy from a device to host memory that this object owns. See Device::readback().
class Readback {
 public:
  virtual ~Readback() = default;
  /// Queues a copy behind everything that was queued before. @pre the copy before, if any, is complete
  virtual void start(const void* from) = 0;
  /// Have the bytes arrived? @throws Error (runtime) where a kernel before them failed.
  virtual bool ready() = 0;
  virtual void wait() = 0;
  /// The bytes; valid from when ready() is true, or wait() has returned, until the next start().
  virtual const void* data() const = 0;
};

}  // namespace asrg
