#include "compress/scene/apply_mask.h"

#include "compress/image/downscale.h"
#include "compress/image/read_image.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

/// The mask's grey values (of an RGBA mask: of its colour on black).
ImageU8 grey(const ImageU8& rgba) {
  ImageU8 result(rgba.width, rgba.height, 1);
  for (std::size_t i = 0; i < result.pixels.size(); ++i) {
    const std::uint8_t* p = rgba.pixels.data() + 4 * i;
    result.pixels[i] = static_cast<std::uint8_t>((std::max({p[0], p[1], p[2]}) * p[3] + 127) / 255);
  }
  return result;
}

}  // namespace

void apply_mask_file(ImageU8& rgba, const std::filesystem::path& path) {
  ImageU8 mask_image = read_image(path);
  const bool jpeg = is_jpeg_file(path);
  const int w = rgba.width, h = rgba.height, mw = mask_image.width, mh = mask_image.height;
  if (mw > w && mw % w == 0 && mh % h == 0 && mw / w == mh / h) mask_image = downscale_area(mask_image, mw / w);
  const int factor = std::max(1, w / mask_image.width);
  if (mask_image.width * factor != w || mask_image.height * factor != h) {
    throw Error(ErrorKind::io, fmt::format("the mask {} has {} x {} pixels, its image {} x {}: neither is a multiple of the other",
                                           path.string(), mw, mh, w, h));
  }
  ImageU8 mask = grey(mask_image);
  const std::uint8_t brightest = *std::max_element(mask.pixels.begin(), mask.pixels.end());
  for (auto& value : mask.pixels) {
    if (brightest == 1) value = static_cast<std::uint8_t>(255 * value);
    if (value < 16 || (jpeg && value < 128)) value = 0;
    if (value > 239 || (jpeg && value > 127)) value = 255;
  }
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      std::uint8_t& alpha = rgba.at(x, y)[3];
      alpha = std::min(alpha, *mask.at(x / factor, y / factor));
    }
  }
}

bool has_transparency(const ImageU8& rgba) {
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) {
    if (rgba.pixels[i] < 250) return true;
  }
  return false;
}

}  // namespace asrg
