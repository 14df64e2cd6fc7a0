#pragma once

#include "cuda/core/host_device.h"

#include <cmath>

#include <glm/glm.hpp>

namespace asrg {

/// A smooth blue-green-yellow-red scale for x in 0..1.
ASRG_HD inline glm::vec3 false_colour(float x) {
  const auto bump = [](float d) { return glm::clamp(1.5f - 4.0f * fabsf(d), 0.0f, 1.0f); };
  return {bump(x - 0.75f), bump(x - 0.5f), bump(x - 0.25f)};
}

/// The colour of a brick level: from blue (coarsest) to red (finest).
ASRG_HD inline glm::vec3 level_colour(float level, int levels) {
  return false_colour(level / static_cast<float>(levels > 1 ? levels - 1 : 1));
}

}  // namespace asrg
