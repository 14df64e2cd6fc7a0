#include "compress/codec/atlas_png.h"

#include "compress/image/png.h"
#include "compress/io/file_kind.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <cstring>

namespace asrg {
namespace {

constexpr std::size_t max_width = 4096;  // every browser and GPU accepts this
constexpr std::uint8_t grey = 0, rgb = 2;

void append_u32(std::vector<std::uint8_t>& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(std::vector<std::uint8_t>& png, const char* type, std::span<const std::uint8_t> data) {
  append_u32(png, data.size());
  const std::size_t begin = png.size();
  png.insert(png.end(), type, type + 4);
  png.insert(png.end(), data.begin(), data.end());
  append_u32(png, libdeflate_crc32(0, png.data() + begin, png.size() - begin));
}

std::vector<std::uint8_t> make_png(int width, std::size_t height, std::uint8_t colour_type, std::span<const std::uint8_t> stream) {
  std::vector<std::uint8_t> header;
  append_u32(header, static_cast<std::size_t>(width));
  append_u32(header, height);
  header.insert(header.end(), {8, colour_type, 0, 0, 0});
  std::vector<std::uint8_t> png(png_signature.begin(), png_signature.end());
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", stream);
  append_chunk(png, "IEND", {});
  return png;
}

std::uint32_t read_u32(std::span<const std::uint8_t> png, std::size_t at) {
  return std::uint32_t{png[at]} << 24 | std::uint32_t{png[at + 1]} << 16 | std::uint32_t{png[at + 2]} << 8 | png[at + 3];
}

struct Header {
  std::uint32_t width = 0, height = 0;
};

/// The size of a PNG that is expected to be of `colour_type`, 8 bits, not interlaced.
Header read_header(std::span<const std::uint8_t> png, const std::string& name, std::uint8_t colour_type) {
  constexpr std::size_t header_end = 29;
  if (png.size() < header_end || std::memcmp(png.data(), png_signature.data(), png_signature.size()) != 0 ||
      std::memcmp(png.data() + 12, "IHDR", 4) != 0)
    throw ProblemError(ProblemCode::image_damaged, fmt::format("{} is not a PNG image", name));
  if (png[24] != 8 || png[25] != colour_type || png[28] != 0)
    throw ProblemError(ProblemCode::image_kind, fmt::format("{} is not {} with 8 bits", name, colour_type == grey ? "grey" : "RGB"));
  return {read_u32(png, 16), read_u32(png, 20)};
}

/// The PNG without ancillary chunks, since a decoder would unpack texts and profiles of any size. Behind a damaged chunk all is kept.
std::vector<std::uint8_t> critical_chunks(std::span<const std::uint8_t> png) {
  std::vector<std::uint8_t> kept;
  kept.reserve(png.size());
  std::size_t at = png_signature.size();
  kept.insert(kept.end(), png.begin(), png.begin() + static_cast<std::ptrdiff_t>(at));
  while (at < png.size()) {
    constexpr std::size_t around = 12;  // length, type, checksum
    const bool complete = png.size() - at >= around && read_u32(png, at) <= png.size() - at - around;
    const std::size_t end = complete ? at + around + read_u32(png, at) : png.size();
    constexpr std::uint8_t ancillary = 0x20;
    if (!complete || !(png[at + 4] & ancillary))
      kept.insert(kept.end(), png.begin() + static_cast<std::ptrdiff_t>(at), png.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  }
  return kept;
}

/// The pixels of a PNG. @param header as read_header() returned it
ImageU8 decode(std::span<const std::uint8_t> png, const std::string& name, Header header, int channels) {
  ImageLimits limits;
  limits.max_side = static_cast<int>(std::max(header.width, header.height));
  ImageU8 image;
  try {
    image = decode_png(critical_chunks(png), name, limits);
  } catch (const Error& error) {
    throw ProblemError(ProblemCode::image_damaged, error.what());
  }
  if (image.channels != channels) throw ProblemError(ProblemCode::image_kind, fmt::format("{} has {} channels", name, image.channels));
  return image;
}

}  // namespace

std::vector<std::uint8_t> write_atlas(std::span<const std::vector<std::uint8_t>> parts, Effort effort) {
  std::size_t count = 0;
  for (const auto& part : parts) count += part.size();
  const std::size_t height = (count + max_width - 1) / max_width, width = (count + height - 1) / height;

  // Each row of a PNG begins with its filter type: 0, no filter.
  std::vector<std::vector<std::uint8_t>> rows;
  std::size_t position = 0;
  for (const auto& part : parts) {
    rows.emplace_back();
    for (const std::uint8_t byte : part) {
      if (position++ % width == 0) rows.back().push_back(0);
      rows.back().push_back(byte);
    }
  }
  rows.back().resize(rows.back().size() + width * height - count);
  return make_png(static_cast<int>(width), height, grey, zlib_compress(rows, effort));
}

std::uint64_t most_png_bytes(std::uint64_t values) {
  constexpr std::uint64_t other_chunks = 1 << 20;
  return 2 * values + other_chunks;
}

std::vector<std::uint8_t> read_atlas(std::span<const std::uint8_t> png, const std::string& name, std::size_t count, Problems& problems) {
  const Header header = read_header(png, name, grey);
  const std::uint64_t pixels = std::uint64_t{header.width} * header.height;
  if (header.width > max_width || pixels < count || pixels - count >= header.width)
    throw ProblemError(ProblemCode::image_kind,
                       fmt::format("{} has {} x {} pixels for {} bytes", name, header.width, header.height, count));
  ImageU8 image = decode(png, name, header, 1);
  const auto end = image.pixels.begin() + static_cast<std::ptrdiff_t>(count);
  if (std::any_of(end, image.pixels.end(), [](std::uint8_t p) { return p != 0; })) problems.push_back({ProblemCode::padding, name});
  image.pixels.erase(end, image.pixels.end());
  return std::move(image.pixels);
}

std::vector<std::uint8_t> write_rgb_png(const ImageU8& image, Effort effort) {
  constexpr std::uint8_t sub = 1;
  std::vector<std::uint8_t> rows;
  for (int y = 0; y < image.height; ++y) {
    rows.push_back(sub);
    for (int i = 0; i < 3 * image.width; ++i) {
      const std::uint8_t* p = image.at(0, y) + i;
      rows.push_back(static_cast<std::uint8_t>(i < 3 ? *p : *p - p[-3]));
    }
  }
  const std::vector<std::vector<std::uint8_t>> parts{std::move(rows)};
  return make_png(image.width, static_cast<std::size_t>(image.height), rgb, zlib_compress(parts, effort));
}

ImageU8 read_rgb_png(std::span<const std::uint8_t> png, const std::string& name, int width, int height) {
  const Header header = read_header(png, name, rgb);
  if (header.width != static_cast<std::uint32_t>(width) || header.height != static_cast<std::uint32_t>(height))
    throw ProblemError(ProblemCode::image_kind,
                       fmt::format("{} has {} x {} pixels instead of {} x {}", name, header.width, header.height, width, height));
  return decode(png, name, header, 3);
}

}  // namespace asrg
