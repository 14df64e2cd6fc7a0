#pragma once

#include "cuda/core/device.h"

namespace asrg {

/// Memory bandwidth in bytes per second, reads and writes both counted, of the best of five copies of 128 MiB: the upper bound for a kernel that
/// is limited by memory.
double copy_bandwidth(Device& device);

}  // namespace asrg
