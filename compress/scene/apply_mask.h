#pragma once

#include "cuda/core/image.h"

#include <filesystem>

namespace asrg {

/// Reads a mask image (white: object) and lowers the alpha of `rgba` to it. The mask may be larger (averaged) or smaller
/// (repeated) by an integer factor. Soft values are kept, but not those within 15 of black or white (the noise of a mask
/// that once was a JPEG), and none of a JPEG: there, above 127 is object. A mask of the values 0 and 1 only is taken as 0 and 255.
/// @throws Error (io) naming the mask where it is broken or of another size.
void apply_mask_file(ImageU8& rgba, const std::filesystem::path& mask);

/// True where any pixel's alpha is below 250: what is nearly opaque everywhere is no mask, but the trace of a conversion.
bool has_transparency(const ImageU8& rgba);

}  // namespace asrg
