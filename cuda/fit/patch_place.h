#pragma once

#include <cstdint>

namespace asrg {

/// Edge of the square of pixels that one work item of the fit renders: the image-level loss sees this much at once.
constexpr int patch_edge = 8;
constexpr int patch_rays = patch_edge * patch_edge;

/// A place where patches are drawn from: the patch's first pixel is this, moved by up to half a patch.
struct PatchPlace {
  std::int32_t view;
  std::int16_t x, y;
};

/// The error of a place that no patch has been at: such places come first.
constexpr float unseen_error = 1e9f;

}  // namespace asrg
