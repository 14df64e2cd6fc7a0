#pragma once

#include "cuda/core/device.h"

namespace asrg::test {

/// Whether a fenced device looks for pointers into the host's memory among a kernel's parameters: only where the compiler can clear padding, in
/// which anything may stand.
#if __has_builtin(__builtin_clear_padding)
inline constexpr bool fenced_device_checks_parameters = true;
#else
inline constexpr bool fenced_device_checks_parameters = false;
#endif

/// A device on the CPU with the rules of a CUDA device, to test code for CUDA where there is none: all indices of a launch share one slot, and
/// only kernels and copies may access the device's memory. Host code that accesses it, and a kernel that accesses memory beyond an allocation's
/// end or after its release, end with a segmentation fault. New memory holds NaN.
/// @throws Error (runtime) where a kernel's parameters point into the host's memory (checked at the first launch of a name, see
/// fenced_device_checks_parameters), or memory runs out
Device fenced_device(bool deterministic = false);

}  // namespace asrg::test
