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

/// Decodes the primary picture of a HEIC or AVIF file to RGBA, 8 bits, with straight alpha (255 where there is none). The file's own rotation,
/// mirroring and cropping (irot, imir, clap) are applied, as the format requires of every reader: the pixels are upright, whatever the EXIF data say.
/// Safe on untrusted input as far as libheif is.
/// @param name of the data in error messages, for instance its path
/// @throws Error (io): damaged, truncated, or beyond `limits`; Error (unsupported): libheif has no decoder for it on this machine.
ImageU8 decode_heif(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits = {});

/// The header of such a file.
struct HeifHeader {
  glm::ivec2 size{0};  ///< pixels, upright
  bool alpha = false;  ///< does the picture have an alpha channel?
};
/// @throws Error as `decode_heif`
HeifHeader read_heif_header(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace asrg
