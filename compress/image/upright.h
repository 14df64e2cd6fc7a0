#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Turns and mirrors a picture as its EXIF orientation (exif.h) says, so that it is seen upright.
/// @param orientation 1..8; anything else leaves it as it is
ImageU8 upright(ImageU8 image, int orientation);

}  // namespace asrg
