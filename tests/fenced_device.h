#pragma once

#include "cuda/core/device.h"

namespace asrg::test {

/// A CPU device that works as CUDA's does, so that what is written for CUDA can be tested where there is none: a thread an index, one slot,
/// and memory that only kernels and copies can touch. Host code that reads or writes it, a kernel that reads or writes beyond its end or after its release:
/// each ends in a segmentation fault. New memory holds NaN.
/// @throws Error (runtime) where a kernel's parameters point into the host's memory (looked at on the first launch of a name), or memory runs out
Device fenced_device(bool deterministic = false);

}  // namespace asrg::test
