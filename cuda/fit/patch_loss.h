#pragma once

#include "cuda/core/host_device.h"
#include "cuda/fit/patch_place.h"

#include <glm/glm.hpp>

namespace asrg {

/// Huber's robust loss of a difference r, scaled so that it equals r^2 for |r| <= delta.
ASRG_HD inline float huber(float r, float delta) {
  const float a = r < 0 ? -r : r;
  return a <= delta ? r * r : delta * (2.0f * a - delta);
}
ASRG_HD inline float huber_gradient(float r, float delta) { return 2.0f * (r < -delta ? -delta : r > delta ? delta : r); }

// The structural term: mean SSIM (Wang et al., "Image quality assessment", IEEE TIP 2004) over the 2x2 positions of a uniform 7x7 window in a
// patch and over RGB, and its gradient. x: the rendered patch, y: the photo's; patch_rays colours each, row-major.

constexpr int ssim_edge = 7;
constexpr int ssim_positions = patch_edge - ssim_edge + 1;
constexpr int ssim_windows = ssim_positions * ssim_positions;

/// One window's SSIM and its gradient: d(SSIM)/dx at a pixel in the window is 2 / 49 (constant + at_y (y - shift) + at_x (x - shift)).
struct SsimWindow {
  glm::vec3 ssim, constant, at_y, at_x;
};

/// Variances are computed from values minus a colour of the patch: with values as they are, differences of nearly equal numbers would lose their
/// precision where the patch is even.
ASRG_HD inline glm::vec3 ssim_shift(const glm::vec3* y) { return y[patch_rays / 2]; }

ASRG_HD inline SsimWindow ssim_window(const glm::vec3* x, const glm::vec3* y, int ox, int oy) {
  constexpr float c1 = 0.01f * 0.01f, c2 = 0.03f * 0.03f, n = 1.0f / (ssim_edge * ssim_edge);
  const glm::vec3 shift = ssim_shift(y);
  glm::vec3 mx(0), my(0), xx(0), yy(0), xy(0);
  for (int j = oy; j < oy + ssim_edge; ++j)
    for (int i = ox; i < ox + ssim_edge; ++i) {
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
  SsimWindow w;
  w.ssim = a1 * a2 / (b1 * b2);
  w.at_y = a1 / (b1 * b2);
  w.at_x = -w.ssim / b2;
  w.constant = my * a2 / (b1 * b2) - dy * w.at_y - w.ssim * mx / b1 - dx * w.at_x;
  return w;
}

/// Adds the gradient of the loss with respect to a pixel's colour, through all windows, to `g`.
/// @param weight the gradient of the loss with respect to the mean SSIM
ASRG_HD inline void add_ssim_gradient(const SsimWindow* windows, const glm::vec3* x, const glm::vec3* y, int pixel, float weight,
                                      glm::vec3& g) {
  constexpr float scale = 2.0f / (ssim_edge * ssim_edge) / (ssim_windows * 3);
  const glm::vec3 shift = ssim_shift(y), b = y[pixel] - shift, a = x[pixel] - shift;
  const int px = pixel % patch_edge, py = pixel / patch_edge;
  for (int k = 0; k < ssim_windows; ++k) {
    const int ox = k % ssim_positions, oy = k / ssim_positions;
    if (px < ox || px >= ox + ssim_edge || py < oy || py >= oy + ssim_edge) continue;
    g += scale * weight * (windows[k].constant + b * windows[k].at_y + a * windows[k].at_x);
  }
}

/// The mean SSIM of a patch, and its gradient.
/// @param weight the gradient of the loss with respect to the returned mean SSIM
/// @param gradient gets `weight` times d(mean SSIM)/dx added
ASRG_HD inline float patch_ssim(const glm::vec3* x, const glm::vec3* y, float weight, glm::vec3* gradient) {
  SsimWindow windows[ssim_windows];
  float total = 0;
  for (int k = 0; k < ssim_windows; ++k) {
    windows[k] = ssim_window(x, y, k % ssim_positions, k / ssim_positions);
    total += windows[k].ssim.x + windows[k].ssim.y + windows[k].ssim.z;
  }
  for (int i = 0; i < patch_rays; ++i) add_ssim_gradient(windows, x, y, i, weight, gradient[i]);
  return total / (ssim_windows * 3);
}

}  // namespace asrg
