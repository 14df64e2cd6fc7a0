#pragma once

#include "cuda/core/device.h"

#include <glm/glm.hpp>

#include <cstdint>

namespace asrg {

/// Replaces every negative entry of a 3-D table (x fastest) by -d, where d is the Chebyshev distance in entries to the nearest
/// non-negative one, at most `limit`: the entries up to d - 1 away to each side are then known to be empty.
/// @param table size.x * size.y * size.z entries in the device's memory
/// @param limit at most 255
void write_empty_distances(Device& device, std::int32_t* table, glm::ivec3 size, int limit);

}  // namespace asrg
