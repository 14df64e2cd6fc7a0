#pragma once

#include <cstdint>

namespace asrg {

/// Edge of a patch, pixels: the square of pixels of a photo over which SSIM, the part of the loss that looks at neighbours, is computed.
constexpr int patch_edge = 8;
constexpr int patch_rays = patch_edge * patch_edge;

/// A place in a photo from which patches are drawn: the first pixel of a patch is (x, y) moved by up to half a patch.
struct PatchPlace {
  std::int32_t view;
  std::int16_t x, y;
};

/// The error of a place from which no patch has been drawn yet: larger than any real one, so that such places come first.
constexpr float unseen_error = 1e9f;

}  // namespace asrg
