#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace asrg {

/// Decodes a JPEG (grey, YCbCr, RGB, CMYK or YCCK) to RGBA with alpha 255. Orientation tags are ignored, since cameras are computed for the pixels as they
/// are stored, and so are colour profiles. CMYK becomes RGB by the product of the light that the inks leave, which is about right without a profile.
/// Safe on untrusted input.
/// @param name of the data in error messages, for instance its path
/// @throws Error (io): not a JPEG, damaged, truncated, or beyond `limits`.
ImageU8 decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

struct JpegHeader {
  int width = 0, height = 0;  ///< pixels, as they are stored
  int orientation = 0;        ///< see `exif_orientation`
  bool cmyk = false;          ///< are the colours CMYK or YCCK?
  std::string camera;         ///< see `exif_camera`
};

/// The header of a JPEG file. Reads no more of the file than that, and accepts the same files as `decode_jpeg`: bytes
/// between two segments, which some cameras write, are skipped.
/// @throws Error (io) naming the file: missing, not a JPEG, or damaged before the pixels.
JpegHeader read_jpeg_header(const std::filesystem::path& path);

}  // namespace asrg
