#pragma once

#include "cuda/core/device.h"

#include <type_traits>

namespace asrg {

/// Runs `kernel(i)` or `kernel(i, slot)` for i in [0, n), in any order and in parallel; returns when all are done.
/// A kernel is a struct of plain parameters with a const operator(); `name` keys the table of times.
/// @param grain indices that one thread takes at a time
template <class Kernel>
void launch(Device& device, const char* name, int n, const Kernel& kernel, int grain = 256) {
  static_assert(std::is_trivially_copyable_v<Kernel>, "a kernel is plain parameters");
  device.run(
      name, n, grain,
      [](const void* context, int begin, int end, int slot) {
        const Kernel& k = *static_cast<const Kernel*>(context);
        for (int i = begin; i < end; ++i) {
          if constexpr (std::is_invocable_v<const Kernel&, int, int>)
            k(i, slot);
          else
            k(i);
        }
      },
      &kernel);
}

}  // namespace asrg
