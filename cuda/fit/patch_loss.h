#pragma once

#include "cuda/core/host_device.h"

#include <glm/glm.hpp>

namespace asrg {

/// Edge of the square of pixels that one work item of the fit renders: the image-level loss sees this much at once.
constexpr int patch_edge = 8;
constexpr int patch_rays = patch_edge * patch_edge;

/// Huber's robust penalty of a residual, divided by its curvature so that it equals r^2 for |r| <= delta.
ASRG_HD inline float huber(float r, float delta) {
  const float a = r < 0 ? -r : r;
  return a <= delta ? r * r : delta * (2.0f * a - delta);
}
ASRG_HD inline float huber_gradient(float r, float delta) { return 2.0f * (r < -delta ? -delta : r > delta ? delta : r); }

/// The structural term: mean SSIM (Wang et al., "Image quality assessment", IEEE TIP 2004) over the 2x2 positions of a uniform 7x7 window in
/// a patch and over RGB, and its gradient with respect to `x`.
/// @param x,y patch_rays colours each, row-major
/// @param weight the gradient of the loss with respect to the returned mean SSIM
/// @param gradient gets `weight` times d(mean SSIM)/dx added
ASRG_HD inline float patch_ssim(const glm::vec3* x, const glm::vec3* y, float weight, glm::vec3* gradient) {
  constexpr int window = 7, positions = patch_edge - window + 1;
  constexpr float c1 = 0.01f * 0.01f, c2 = 0.03f * 0.03f, n = 1.0f / (window * window), share = 1.0f / (positions * positions * 3);
  const glm::vec3 shift = y[patch_rays / 2];  // moments about a colour of the patch: those about zero cancel where it is flat
  float total = 0;
  for (int oy = 0; oy < positions; ++oy)
    for (int ox = 0; ox < positions; ++ox) {
      glm::vec3 mx(0), my(0), xx(0), yy(0), xy(0);
      for (int j = oy; j < oy + window; ++j)
        for (int i = ox; i < ox + window; ++i) {
          const glm::vec3 a = x[j * patch_edge + i] - shift, b = y[j * patch_edge + i] - shift;
          mx += a;
          my += b;
          xx += a * a;
          yy += b * b;
          xy += a * b;
        }
      mx *= n;
      my *= n;
      const glm::vec3 vx = xx * n - mx * mx, vy = yy * n - my * my, cov = xy * n - mx * my;
      const glm::vec3 dx = mx, dy = my;
      mx += shift;
      my += shift;
      const glm::vec3 a1 = 2.0f * mx * my + c1, a2 = 2.0f * cov + c2, b1 = mx * mx + my * my + c1, b2 = vx + vy + c2;
      const glm::vec3 s = a1 * a2 / (b1 * b2);
      total += s.x + s.y + s.z;
      const glm::vec3 at_y = a1 / (b1 * b2), at_x = -s / b2;
      const glm::vec3 constant = my * a2 / (b1 * b2) - dy * at_y - s * mx / b1 - dx * at_x;
      const float scale = 2.0f * n * share * weight;
      for (int j = oy; j < oy + window; ++j)
        for (int i = ox; i < ox + window; ++i) {
          const int k = j * patch_edge + i;
          gradient[k] += scale * (constant + (y[k] - shift) * at_y + (x[k] - shift) * at_x);
        }
    }
  return total * share;
}

}  // namespace asrg
