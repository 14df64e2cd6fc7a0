#pragma once

#include "cuda/core/device.h"

namespace asrg {

/// Bytes a second that the device reads and writes when it copies 128 MiB (both counted): what a kernel bound by memory can hope for.
double copy_bandwidth(Device& device);

}  // namespace asrg
