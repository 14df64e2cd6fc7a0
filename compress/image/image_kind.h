#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// How many of a file's first bytes image_kind() needs.
constexpr std::size_t image_kind_bytes = 32;

enum class ImageKind {
  png,
  jpeg,
  webp,
  heif,     ///< HEIC or AVIF
  tiff,     ///< TIFF, BigTIFF or a camera's raw file
  foreign,  ///< a known format that is not read here, see `foreign_image_sentence`
  unknown,
};

/// An image's format, from its first `image_kind_bytes` bytes (fewer where the file is shorter); its name is not used.
ImageKind image_kind(std::span<const std::uint8_t> head);

/// One sentence for an image that is not read: what it is and how to convert it, for instance "a.gif is a GIF image, which is not read: convert it to PNG
/// or JPEG, e.g. with convert a.gif a.gif.png". For the kinds that have an optional library it says that the program was built without it. Empty for PNG,
/// JPEG and unknown formats.
/// @param name of the file in the sentence
std::string foreign_image_sentence(std::span<const std::uint8_t> head, const std::string& name);

}  // namespace asrg
