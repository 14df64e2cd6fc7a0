#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace asrg {

/// The first bytes of a file that tell what kind of image it is.
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

/// Tells an image's format from its first `image_kind_bytes` bytes (fewer where the file is shorter), never from its name.
ImageKind image_kind(std::span<const std::uint8_t> head);

/// One sentence for an image that is not read: what it is and how it becomes a PNG, e.g. "a.webp is a WebP image, which is not
/// read: convert it, e.g. with dwebp a.webp -o a.png". Of a kind for which there is a library it says that the program was built without.
/// Empty for PNG, JPEG and what is unknown.
/// @param name the file, as it stands in the sentence
std::string foreign_image_sentence(std::span<const std::uint8_t> head, const std::string& name);

}  // namespace asrg
