#include "compress/image/read_image.h"

#include "compress/image/image_kind.h"
#include "compress/image/jpeg.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <iterator>
#include <span>

namespace asrg {
namespace {

/// What is neither PNG nor JPEG, said as well as it can be told.
Error not_an_image(std::span<const std::uint8_t> head, const std::filesystem::path& path) {
  const std::string sentence = foreign_image_sentence(head.first(std::min(head.size(), image_kind_bytes)), path.string());
  if (!sentence.empty()) return Error(ErrorKind::unsupported, sentence);
  return Error(ErrorKind::io, fmt::format("{} is neither a PNG nor a JPEG image", path.string()));
}

int big_endian(const std::uint8_t* p, int count) {
  unsigned value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return static_cast<int>(std::min(value, 0x7fffffffu));
}

std::string lower_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension;
}

/// Any number of channels to RGBA.
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
  const auto bytes = read_file(path);
  const ImageKind kind = image_kind(bytes);
  if (kind == ImageKind::png) return to_rgba(decode_png(bytes, path.string()));
  if (kind == ImageKind::jpeg) return decode_jpeg(bytes, path.string());
  throw not_an_image(bytes, path);
}

glm::ivec2 read_image_size(const std::filesystem::path& path) {
  const auto head = read_file_start(path, image_kind_bytes);
  const ImageKind kind = image_kind(head);
  if (kind == ImageKind::jpeg) {
    const JpegHeader header = read_jpeg_header(path);
    return {header.width, header.height};
  }
  if (kind != ImageKind::png) throw not_an_image(head, path);
  if (head.size() < 24 || std::memcmp(head.data() + 12, "IHDR", 4) != 0) {
    throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no header", path.string()));
  }
  const glm::ivec2 size{big_endian(head.data() + 16, 4), big_endian(head.data() + 20, 4)};
  if (size.x < 1 || size.y < 1) throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no pixels", path.string()));
  return size;
}

bool is_jpeg_file(const std::filesystem::path& path) { return image_kind(read_file_start(path, image_kind_bytes)) == ImageKind::jpeg; }

int image_orientation(const std::filesystem::path& path) { return is_jpeg_file(path) ? read_jpeg_header(path).orientation : 0; }

bool has_alpha_channel(const std::filesystem::path& path) {
  const auto head = read_file_start(path, image_kind_bytes);
  constexpr std::size_t colour_type = 25;  // grey + alpha is 4, RGBA is 6
  return image_kind(head) == ImageKind::png && head.size() > colour_type && (head[colour_type] == 4 || head[colour_type] == 6);
}

bool has_image_extension(const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

bool has_foreign_image_extension(const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  constexpr const char* known[] = {".webp", ".heic", ".heif", ".avif", ".exr", ".hdr", ".tif", ".tiff", ".gif", ".bmp", ".jxl", ".jp2"};
  return std::find(std::begin(known), std::end(known), extension) != std::end(known);
}

}  // namespace asrg
