#pragma once

#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// Four numbers that are read and written at once.
struct alignas(16) Four {
  float v[4];
};

/// Numbers of many rays, four by four and row by row: what one pass of a step hands on to the next. Neighbouring threads have neighbouring rays,
/// and so read and write neighbouring memory.
struct RayRows {
  Four* rows;
  int rays;

  ASRG_HD void put(int row, int ray, float a, float b, float c, float d) const {
    Four& to = rows[static_cast<std::int64_t>(row) * rays + ray];
#if defined(__CUDA_ARCH__)
    *reinterpret_cast<float4*>(to.v) = make_float4(a, b, c, d);
#else
    to = {{a, b, c, d}};
#endif
  }

  /// `count` numbers, a multiple of four, from row `row` on.
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

  /// One number: `index` counts them from the first row's first.
  ASRG_HD float number(int index, int ray) const { return rows[static_cast<std::int64_t>(index / 4) * rays + ray].v[index % 4]; }
};

}  // namespace asrg
