#pragma once

#include "cuda/core/error.h"
#include "tests/fenced_device.h"
#include "tests/support.h"

#include <optional>

namespace asrg::test {

/// The CUDA device; none where there is none, and the test is shown as skipped. In the program test_fenced it is a CPU device that works as
/// CUDA's does.
inline std::optional<Device> cuda_or_skip([[maybe_unused]] bool deterministic = false) {
#if defined(ASRG_FENCED)
  return fenced_device(deterministic);
#else
  try {
    return Device::cuda(deterministic);
  } catch (const Error& e) {
    skip(e.what());
    return std::nullopt;
  }
#endif
}

}  // namespace asrg::test
