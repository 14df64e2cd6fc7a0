#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

#include <cmath>

namespace asrg {

/// The background of a model: what a ray sees behind the object.
enum class BackgroundKind : int { white = 0, black = 1, environment = 2 };

/// The kind's name in model.json.
inline const char* name_of(BackgroundKind kind) {
  constexpr const char* names[] = {"white", "black", "environment"};
  return names[static_cast<int>(kind)];
}

/// A small direction-dependent environment: an equirectangular map of sRGB-encoded colours, looked up bilinearly.
/// Row 0 is +z (zenith of the world), the last row -z; column 0 starts at azimuth -pi about z.
struct EnvironmentSize {
  static constexpr int width = 64;
  static constexpr int height = 32;
  static constexpr int texels = width * height;
};

/// The four texels and weights of a bilinear look-up.
struct EnvironmentTap {
  int index[4];
  float weight[4];
};

ASRG_HD inline EnvironmentTap environment_tap(glm::vec3 direction) {
  constexpr float pi = 3.14159265358979f;
  const float z = direction.z < -1.0f ? -1.0f : direction.z > 1.0f ? 1.0f : direction.z;
  float u = (atan2f(direction.y, direction.x) / (2.0f * pi) + 0.5f) * EnvironmentSize::width - 0.5f;
  float v = acosf(z) / pi * EnvironmentSize::height - 0.5f;
  if (u < 0) u += EnvironmentSize::width;
  v = v < 0 ? 0 : v > EnvironmentSize::height - 1 ? EnvironmentSize::height - 1 : v;
  const int x0 = static_cast<int>(u) % EnvironmentSize::width, x1 = (x0 + 1) % EnvironmentSize::width;
  const int y0 = static_cast<int>(v), y1 = y0 + 1 < EnvironmentSize::height ? y0 + 1 : y0;
  const float fx = u - static_cast<float>(static_cast<int>(u)), fy = v - static_cast<float>(y0);
  return {{y0 * EnvironmentSize::width + x0, y0 * EnvironmentSize::width + x1, y1 * EnvironmentSize::width + x0,
           y1 * EnvironmentSize::width + x1},
          {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy}};
}

/// The environment's colour in a direction. @param texels EnvironmentSize::texels of them
ASRG_HD inline glm::vec3 environment_colour(const glm::vec3* texels, glm::vec3 direction) {
  const EnvironmentTap tap = environment_tap(direction);
  glm::vec3 c(0.0f);
  for (int k = 0; k < 4; ++k) c += tap.weight[k] * texels[tap.index[k]];
  return c;
}

}  // namespace asrg
