#include "compress/image/read_image.h"

#include "compress/image/heif.h"
#include "compress/image/image_kind.h"
#include "compress/image/jpeg.h"
#include "compress/image/png.h"
#include "compress/image/tiff.h"
#include "compress/image/webp.h"
#include "compress/io/file.h"
#include "compress/io/file_kind.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <span>

namespace asrg {
namespace {

/// The error for a file that is not read, as specific as its first bytes allow.
Error not_an_image(std::span<const std::uint8_t> head, const std::filesystem::path& path) {
  const std::string sentence = foreign_image_sentence(head.first(std::min(head.size(), image_kind_bytes)), path.string());
  if (!sentence.empty()) return Error(ErrorKind::unsupported, sentence);
  return Error(ErrorKind::io, fmt::format("{} is no image of a known kind (PNG, JPEG, WebP, HEIC, AVIF, TIFF)", path.string()));
}

int big_endian(const std::uint8_t* p, int count) {
  unsigned value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return static_cast<int>(std::min(value, 0x7fffffffu));
}

constexpr std::size_t webp_header_bytes = 64;

/// Converts an image of 1 to 4 channels to RGBA.
ImageU8 to_rgba(ImageU8 image) {
  if (image.channels == 4) return image;
  ImageU8 result(image.width, image.height, 4);
  const bool colour = image.channels >= 3, alpha = image.channels == 2;
  const std::size_t count = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* from = image.pixels.data() + i * static_cast<std::size_t>(image.channels);
    std::uint8_t* to = result.pixels.data() + i * 4;
    to[0] = from[0];
    to[1] = from[colour ? 1 : 0];
    to[2] = from[colour ? 2 : 0];
    to[3] = alpha ? from[1] : 255;
  }
  return result;
}

}  // namespace

ImageU8 read_image(const std::filesystem::path& path) {
  if (reads_tiff() && image_kind(read_file_start(path, image_kind_bytes)) == ImageKind::tiff) return read_tiff(path);
  const auto bytes = read_file(path);
  const ImageKind kind = image_kind(bytes);
  if (kind == ImageKind::png) return to_rgba(decode_png(bytes, path.string()));
  if (kind == ImageKind::jpeg) return decode_jpeg(bytes, path.string());
  if (kind == ImageKind::webp && reads_webp()) return decode_webp(bytes, path.string());
  if (kind == ImageKind::heif && reads_heif()) return decode_heif(bytes, path.string());
  throw not_an_image(bytes, path);
}

glm::ivec2 read_image_size(const std::filesystem::path& path) {
  const auto head = read_file_start(path, image_kind_bytes);
  const ImageKind kind = image_kind(head);
  if (kind == ImageKind::jpeg) {
    const JpegHeader header = read_jpeg_header(path);
    return {header.width, header.height};
  }
  if (kind == ImageKind::webp && reads_webp()) return read_webp_header(read_file_start(path, webp_header_bytes), path.string()).size;
  if (kind == ImageKind::heif && reads_heif()) return read_heif_header(read_file(path), path.string()).size;
  if (kind == ImageKind::tiff && reads_tiff()) return read_tiff_header(path).size;
  if (kind != ImageKind::png) throw not_an_image(head, path);
  if (head.size() < 24 || std::memcmp(head.data() + 12, "IHDR", 4) != 0) {
    throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no header", path.string()));
  }
  const glm::ivec2 size{big_endian(head.data() + 16, 4), big_endian(head.data() + 20, 4)};
  if (size.x < 1 || size.y < 1) throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no pixels", path.string()));
  return size;
}

bool is_jpeg_file(const std::filesystem::path& path) { return image_kind(read_file_start(path, image_kind_bytes)) == ImageKind::jpeg; }

int image_orientation(const std::filesystem::path& path) {
  switch (image_kind(read_file_start(path, image_kind_bytes))) {
    case ImageKind::jpeg: return read_jpeg_header(path).orientation;
    case ImageKind::webp: return reads_webp() ? read_webp_header(read_file(path), path.string()).orientation : 0;
    case ImageKind::tiff: return reads_tiff() ? read_tiff_header(path).orientation : 0;
    default: return 0;
  }
}

bool has_alpha_channel(const std::filesystem::path& path) {
  const auto head = read_file_start(path, image_kind_bytes);
  constexpr std::size_t colour_type = 25;  // grey + alpha is 4, RGBA is 6
  const ImageKind kind = image_kind(head);
  if (kind == ImageKind::webp && reads_webp()) return read_webp_header(read_file_start(path, webp_header_bytes), path.string()).alpha;
  if (kind == ImageKind::heif && reads_heif()) return read_heif_header(read_file(path), path.string()).alpha;
  if (kind == ImageKind::tiff && reads_tiff()) return read_tiff_header(path).alpha;
  return kind == ImageKind::png && head.size() > colour_type && (head[colour_type] == 4 || head[colour_type] == 6);
}

bool is_8_bit_png(const std::filesystem::path& path) {
  const auto head = read_file_start(path, image_kind_bytes);
  constexpr std::size_t bits = 24;
  return image_kind(head) == ImageKind::png && head.size() > bits && head[bits] <= 8;
}

bool has_image_extension(const std::filesystem::path& path) {
  constexpr const char* known[] = {".png", ".jpg", ".jpeg", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff"};
  return std::find(std::begin(known), std::end(known), lower_extension(path)) != std::end(known);
}

bool has_foreign_image_extension(const std::filesystem::path& path) {
  constexpr const char* known[] = {".exr", ".hdr", ".gif", ".bmp", ".jxl", ".jp2", ".ppm", ".psd", ".dng", ".cr2", ".cr3", ".nef", ".arw"};
  return std::find(std::begin(known), std::end(known), lower_extension(path)) != std::end(known);
}

}  // namespace asrg
