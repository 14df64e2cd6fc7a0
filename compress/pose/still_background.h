#pragma once

#include "cuda/core/image.h"

#include <span>

namespace asrg {

/// Do all photos have the same, textured background, as those of a turntable before a fixed camera have? Looks at the outer eighth of the
/// pictures: of its pixels that differ from their neighbours, at least 80 % must hardly change from photo to photo. A plain background has
/// none, and is no trouble: nothing in it is taken for a fixed point.
/// @param thumbnails one channel of brightness, 0..255, of one size (other sizes: false); at most some 64 pixels a side
bool have_still_background(std::span<const ImageF> thumbnails);

}  // namespace asrg
