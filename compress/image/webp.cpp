#include "compress/image/webp.h"

#include "compress/image/exif.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#if ASRG_HAVE_WEBP
#include <webp/decode.h>
#endif

namespace asrg {

#if ASRG_HAVE_WEBP

namespace {

WebPBitstreamFeatures features_of(std::span<const std::uint8_t> bytes, const std::string& name) {
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
    throw Error(ErrorKind::io, fmt::format("{} is not a valid WebP image", name));
  if (features.has_animation) throw Error(ErrorKind::io, fmt::format("{} is an animated WebP image, not a photo", name));
  return features;
}

/// The content of a RIFF file's first chunk of that name, as far as `bytes` hold it; empty where there is none.
std::span<const std::uint8_t> find_chunk(std::span<const std::uint8_t> bytes, const char* name) {
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t size = bytes[at + 4] | bytes[at + 5] << 8 | bytes[at + 6] << 16 | std::size_t{bytes[at + 7]} << 24;
    const std::size_t left = bytes.size() - at - 8;
    if (std::memcmp(bytes.data() + at, name, 4) == 0) return bytes.subspan(at + 8, std::min(size, left));
    if (size > left) break;
    at += 8 + size + size % 2;
  }
  return {};
}

}  // namespace

bool reads_webp() { return true; }

ImageU8 decode_webp(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  const WebPBitstreamFeatures features = features_of(bytes, name);
  check_limits(limits, features.width, features.height, name);
  ImageU8 image(features.width, features.height, 4);
  if (!WebPDecodeRGBAInto(bytes.data(), bytes.size(), image.pixels.data(), image.pixels.size(), 4 * image.width))
    throw Error(ErrorKind::io, fmt::format("{} is not a valid WebP image: it is damaged or cut", name));
  return image;
}

WebpHeader read_webp_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const WebPBitstreamFeatures features = features_of(bytes, name);
  WebpHeader header{.size = {features.width, features.height}, .alpha = features.has_alpha != 0};
  const auto exif = find_chunk(bytes, "EXIF");
  // Some programs write the chunk like a JPEG's APP1 segment, others without its signature of six bytes.
  header.orientation = exif_orientation(exif);
  if (header.orientation == 0 && !exif.empty()) {
    std::vector<std::uint8_t> app1{'E', 'x', 'i', 'f', 0, 0};
    app1.insert(app1.end(), exif.begin(), exif.end());
    header.orientation = exif_orientation(app1);
  }
  return header;
}

#else

bool reads_webp() { return false; }
ImageU8 decode_webp(std::span<const std::uint8_t>, const std::string&, const ImageLimits&) { return {}; }
WebpHeader read_webp_header(std::span<const std::uint8_t>, const std::string&) { return {}; }

#endif

}  // namespace asrg
