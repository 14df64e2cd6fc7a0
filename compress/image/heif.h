#pragma once

#include "compress/image/image_limits.h"
#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// Was the program built with libheif?
bool reads_heif();

/// Decodes the main picture of a HEIC or AVIF file to RGBA, 8 bits, with straight alpha (255 where there is none). The file's own turns and
/// cuts (irot, imir, clap) are applied, as the format wants it of every reader: its pixels are upright, whatever its EXIF data say.
/// Safe on untrusted input as far as libheif is.
/// @param name what to call the data in an error, e.g. its path
/// @throws Error (io): damaged, truncated, or beyond `limits`; Error (unsupported): libheif has no decoder for it on this machine.
ImageU8 decode_heif(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// What such a file says before its pixels. @throws Error as `decode_heif`
struct HeifHeader {
  glm::ivec2 size{0};  ///< pixels, upright
  bool alpha = false;  ///< each pixel has alpha of its own
};
HeifHeader read_heif_header(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace asrg
