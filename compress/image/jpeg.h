#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace asrg {

/// Decodes a JPEG (grey, YCbCr, RGB, CMYK or YCCK) to RGBA with alpha 255. Orientation tags and colour profiles are ignored: the
/// pixels are those that the cameras were computed for. Inks become colours by the product of what each leaves of the light, which is
/// about right without their profile. Safe on untrusted input.
/// @param name what to call the data in an error, e.g. its path
/// @throws Error (io): not a JPEG, damaged, truncated, or beyond `limits`.
ImageU8 decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

struct JpegHeader {
  int width = 0, height = 0;  ///< pixels, as they are stored
  int orientation = 0;        ///< as `exif_orientation`; 0 where the file says nothing
  bool cmyk = false;          ///< its colours are CMYK or YCCK
  std::string camera;         ///< as `exif_camera`
};

/// What a JPEG file says before its pixels. Reads no more of the file than that, and takes what `decode_jpeg` takes: bytes
/// between two segments, which some cameras write, are skipped.
/// @throws Error (io) naming the file: missing, not a JPEG, or damaged before the pixels.
JpegHeader read_jpeg_header(const std::filesystem::path& path);

}  // namespace asrg
