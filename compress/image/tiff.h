#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>

namespace asrg {

/// Was the program built with libtiff?
bool reads_tiff();

/// Reads the first picture of a TIFF file to RGBA, 8 bits, with straight alpha (255 where there is none); the orientation is not applied.
/// Grey, palette, RGB, YCbCr or CMYK of 8 or 16 bits, in any compression that libtiff was built with. Safe on untrusted input as far as
/// libtiff is.
/// @throws Error (io) naming the file: damaged, truncated, or beyond `limits`; Error (unsupported): floating-point values (linear colours), a
///         camera raw file (whose first picture is only its thumbnail), or a compression that is not read.
ImageU8 read_tiff(const std::filesystem::path& path, const ImageLimits& limits = {});

/// The header of a TIFF file.
struct TiffHeader {
  glm::ivec2 size{0};   ///< pixels, as they are stored
  int orientation = 0;  ///< see `exif_orientation`
  bool alpha = false;   ///< do pixels have values besides their colours?
};
/// @throws Error as `read_tiff`
TiffHeader read_tiff_header(const std::filesystem::path& path);

}  // namespace asrg
