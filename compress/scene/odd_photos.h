#pragma once

#include "cuda/core/image.h"

namespace asrg {

/// Has the photo one colour, as one whose exposure failed: do all pixels that its mask leaves lie within a few of 255 of each other?
bool has_one_colour(const ImageU8& rgba);

/// Does the mask hide everything?
bool shows_nothing(const ImageU8& rgba);

/// Does the mask look as if white were the background: does it leave nearly all of the photo's border, and cut something out of its inside?
bool looks_inverted(const ImageU8& rgba);

}  // namespace asrg
