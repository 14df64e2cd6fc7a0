#include "viewer/render/pictures.h"

#include <algorithm>

namespace asrg {
namespace {

ImageU8 with_channels(const ImageU8& image, int channels) {
  ImageU8 result(image.width, image.height, channels);
  const std::size_t count = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  for (std::size_t i = 0; i < count; ++i)
    for (int c = 0; c < channels; ++c)
      result.pixels[i * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)] =
          c < image.channels ? image.pixels[i * static_cast<std::size_t>(image.channels) + static_cast<std::size_t>(c)] : std::uint8_t{255};
  return result;
}

}  // namespace

ImageU8 with_alpha(const ImageU8& rgb) { return with_channels(rgb, 4); }
ImageU8 without_alpha(const ImageU8& rgba) { return with_channels(rgba, 3); }

ImageU8 resized(const ImageU8& image, glm::ivec2 size) {
  if (size == glm::ivec2(image.width, image.height)) return image;
  ImageU8 result(size.x, size.y, image.channels);
  for (int y = 0; y < size.y; ++y)
    for (int x = 0; x < size.x; ++x)
      std::copy_n(image.at(x * image.width / size.x, y * image.height / size.y), image.channels, result.at(x, y));
  return result;
}

}  // namespace asrg
