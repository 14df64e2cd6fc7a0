#pragma once

#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// Four numbers that are read and written by one 16-byte access.
struct alignas(16) Four {
  float v[4];
};

/// Numbers per ray that one pass of a step writes and a later one reads. A row holds four numbers of every ray: threads of a warp, which have consecutive
/// rays, access consecutive memory.
struct RayRows {
  Four* rows;  ///< rows * rays
  int rays;

  ASRG_HD void put(int row, int ray, float a, float b, float c, float d) const {
    Four& to = rows[static_cast<std::int64_t>(row) * rays + ray];
#if defined(__CUDA_ARCH__)
    *reinterpret_cast<float4*>(to.v) = make_float4(a, b, c, d);
#else
    to = {{a, b, c, d}};
#endif
  }

  /// Writes `count` numbers, a multiple of four, to rows from `row` on.
  template <int count>
  ASRG_HD void put(int row, int ray, const float (&numbers)[count]) const {
    static_assert(count % 4 == 0);
    for (int i = 0; i < count; i += 4) put(row + i / 4, ray, numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]);
  }

  ASRG_HD Four get(int row, int ray) const {
    const Four& from = rows[static_cast<std::int64_t>(row) * rays + ray];
#if defined(__CUDA_ARCH__)
    const float4 f = *reinterpret_cast<const float4*>(from.v);
    return {{f.x, f.y, f.z, f.w}};
#else
    return from;
#endif
  }

  /// One number. @param index of the number; row index / 4 holds it
  ASRG_HD float number(int index, int ray) const { return rows[static_cast<std::int64_t>(index / 4) * rays + ray].v[index % 4]; }
};

}  // namespace asrg
