#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/host_device.h"

#include <cstdint>

namespace asrg {

/// Replaces counts by their exclusive prefix sums; waits for the device.
/// @param counts n + 1 entries, of which the last is ignored and becomes the total
/// @return the total
std::int32_t exclusive_scan(Device& device, Buffer<std::int32_t>& counts);

/// Sorts keys in ascending order and drops the repeated; waits for the device.
/// @param bits keys are below 2^bits
Buffer<std::uint64_t> sort_unique(Device& device, Buffer<std::uint64_t> keys, int bits = 64);

/// First index in [begin, end) of ascending keys whose key is at least `key`; end where there is none.
ASRG_HD inline std::int32_t lower_bound(const std::uint64_t* keys, std::int32_t begin, std::int32_t end, std::uint64_t key) {
  while (begin < end) {
    const std::int32_t middle = begin + (end - begin) / 2;
    if (keys[middle] < key)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

}  // namespace asrg
