#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// One channel of brightness (Rec. 601 luma of an RGB or RGBA image, 0..255), averaged over n x n pixels so that no side is above `longest`.
ImageF brightness(const ImageU8& image, int longest);

}  // namespace asrg
