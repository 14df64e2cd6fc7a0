#pragma once

#include "cuda/core/image.h"

#include <span>

namespace asrg {

/// True where all photos have the same textured background, as those of a turntable before a fixed camera. It tests the outer eighth of the
/// pictures: at least 5 % of its pixels must differ from their neighbours (have texture), and of these at least 80 % must hardly change from
/// photo to photo. A plain background does no harm, because COLMAP finds no features in it.
/// @param thumbnails one channel of brightness, 0..255, of one size (other sizes: false); at most some 64 pixels a side
bool have_still_background(std::span<const ImageF> thumbnails);

}  // namespace asrg
