#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// Decodes a JPEG (grey or YCbCr/RGB) to RGBA with alpha 255. Orientation tags and colour profiles are ignored: the
/// pixels are those that the cameras were computed for. Safe on untrusted input.
/// @param name what to call the data in an error, e.g. its path
/// @throws Error (io): not a JPEG, damaged, truncated, or beyond `limits`; Error (unsupported): CMYK or YCCK colours.
ImageU8 decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

}  // namespace asrg
