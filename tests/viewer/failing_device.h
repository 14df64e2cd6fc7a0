#pragma once

#include "cuda/core/device.h"

#include <atomic>
#include <memory>

namespace asrg::test {

/// What a failing device does.
struct Failure {
  std::atomic<bool> on{false};   ///< each launch fails while this is true
  std::atomic<int> launches{0};  ///< that failed
};

/// The CPU, which can be made to fail.
Device failing_device(std::shared_ptr<Failure> failure);

}  // namespace asrg::test
