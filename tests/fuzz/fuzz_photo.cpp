/// A WebP, HEIC, AVIF or TIFF through the project's own reading path; which of them the seeds say. The libraries that decode them are not instrumented: only
/// what they do to memory that others use is seen.
#include "compress/image/heif.h"
#include "compress/image/image_kind.h"
#include "compress/image/read_image.h"
#include "compress/image/tiff.h"
#include "compress/image/webp.h"
#include "tests/fuzz/fuzz.h"

using namespace asrg;

namespace {

/// As read_image() does, but for small images only.
ImageU8 read_small(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  const ImageLimits limits{4096, 1 << 20};
  switch (image_kind(bytes)) {
    case ImageKind::webp: return decode_webp(bytes, "file", limits);
    case ImageKind::heif: return decode_heif(bytes, "file", limits);
    case ImageKind::tiff: return read_tiff(path, limits);
    default: throw Error(ErrorKind::io, "another target's");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span bytes(data, size);
  const auto path = fuzz::scratch_folder() / "photo";
  fuzz::put(path, bytes);
  glm::ivec2 stated(0);
  const bool has_size = fuzz::accepts([&] { stated = read_image_size(path); });
  fuzz::accepts([&] { has_alpha_channel(path); });
  int orientation = 0;
  fuzz::accepts([&] { orientation = image_orientation(path); });
  fuzz::require(orientation >= 0 && orientation <= 8);
  ImageU8 image;
  if (fuzz::accepts([&] { image = read_small(bytes, path); })) {
    fuzz::require(has_size);
    // libheif believes what is coded, whatever a damaged header states: load_scene() then scales the camera, or refuses.
    if (image_kind(bytes) != ImageKind::heif) fuzz::require(stated == glm::ivec2(image.width, image.height));
    fuzz::require(image.pixels.size() == 4 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  }
  return 0;
}
