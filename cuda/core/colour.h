#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

/// Luma and two chroma channels of an RGB colour: the YCoCg transform without lifting steps (Malvar and Sullivan, "YCoCg-R", JVT-I014, 2003). It is
/// linear, so that it commutes with interpolation and compositing and has to be undone only once per pixel.
ASRG_HD inline glm::vec3 ycocg_from_rgb(glm::vec3 c) {
  return {0.25f * c.x + 0.5f * c.y + 0.25f * c.z, 0.5f * (c.x - c.z), -0.25f * c.x + 0.5f * c.y - 0.25f * c.z};
}

ASRG_HD inline glm::vec3 rgb_from_ycocg(glm::vec3 y) { return {y.x + y.y - y.z, y.x + y.z, y.x - y.y - y.z}; }

/// The gradient with respect to Y Co Cg, from the one with respect to RGB (the transpose of rgb_from_ycocg).
ASRG_HD inline glm::vec3 ycocg_gradient(glm::vec3 g) { return {g.x + g.y + g.z, g.x - g.z, -g.x + g.y - g.z}; }

}  // namespace asrg
