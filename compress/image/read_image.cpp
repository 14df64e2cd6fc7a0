#include "compress/image/read_image.h"

#include "compress/image/jpeg.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>

namespace asrg {
namespace {

constexpr std::array<std::uint8_t, 8> png_magic{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::array<std::uint8_t, 3> jpeg_magic{0xff, 0xd8, 0xff};

template <std::size_t n>
bool starts_with(std::span<const std::uint8_t> bytes, const std::array<std::uint8_t, n>& magic) {
  return bytes.size() >= n && std::equal(magic.begin(), magic.end(), bytes.begin());
}

Error not_an_image(const std::filesystem::path& path) {
  return Error(ErrorKind::io, fmt::format("{} is neither a PNG nor a JPEG image", path.string()));
}

int big_endian(const std::uint8_t* p, int count) {
  unsigned value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | p[i];
  return static_cast<int>(std::min(value, 0x7fffffffu));
}

/// Walks a JPEG's marker segments up to the frame header.
glm::ivec2 jpeg_size(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(2);
  std::uint8_t head[9];
  const auto read = [&](int count) { return static_cast<bool>(file.read(reinterpret_cast<char*>(head), count)); };
  while (read(2) && head[0] == 0xff) {
    const int marker = head[1];
    if (marker == 0xff) {  // a fill byte
      file.seekg(-1, std::ios::cur);
      continue;
    }
    if (marker == 0xd9 || marker == 0xda || !read(2)) break;
    const int length = big_endian(head, 2);
    const bool frame_header = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame_header && length >= 8) {
      if (!read(5)) break;
      const glm::ivec2 size{big_endian(head + 3, 2), big_endian(head + 1, 2)};
      if (size.x > 0 && size.y > 0) return size;
      break;
    }
    if (length < 2) break;
    file.seekg(length - 2, std::ios::cur);
  }
  throw Error(ErrorKind::io, fmt::format("{} is not a valid JPEG image: it has no frame header", path.string()));
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
  if (starts_with(bytes, png_magic)) return to_rgba(decode_png(bytes, path.string()));
  if (starts_with(bytes, jpeg_magic)) return decode_jpeg(bytes, path.string());
  throw not_an_image(path);
}

glm::ivec2 read_image_size(const std::filesystem::path& path) {
  const auto head = read_file_start(path, 24);
  if (starts_with(head, jpeg_magic)) return jpeg_size(path);
  if (!starts_with(head, png_magic)) throw not_an_image(path);
  if (head.size() < 24 || std::memcmp(head.data() + 12, "IHDR", 4) != 0) {
    throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no header", path.string()));
  }
  const glm::ivec2 size{big_endian(head.data() + 16, 4), big_endian(head.data() + 20, 4)};
  if (size.x < 1 || size.y < 1) throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: it has no pixels", path.string()));
  return size;
}

bool is_jpeg_file(const std::filesystem::path& path) { return starts_with(read_file_start(path, 3), jpeg_magic); }

bool has_image_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

}  // namespace asrg
