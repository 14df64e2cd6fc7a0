#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

namespace asrg {

/// RGB -> RGBA, opaque.
ImageU8 with_alpha(const ImageU8& rgb);
/// RGBA -> RGB; alpha is dropped.
ImageU8 without_alpha(const ImageU8& rgba);
/// Nearest-neighbour resampling, for any number of channels.
ImageU8 resized(const ImageU8& image, glm::ivec2 size);

}  // namespace asrg
