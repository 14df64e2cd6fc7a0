#include "compress/image/picture.h"

#include <glm/glm.hpp>

#include <algorithm>
#include <cmath>

namespace asrg {

ImageU8 to_8_bit(const ImageF& image, int channels) {
  ImageU8 out(image.width, image.height, channels);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < channels; ++c)
        out.at(x, y)[c] = static_cast<std::uint8_t>(std::lround(255.0f * std::clamp(image.at(x, y)[c], 0.0f, 1.0f)));
  return out;
}

ImageF compose(const ImageU8& rgba, float background) {
  ImageF out(rgba.width, rgba.height, 3);
  for (int y = 0; y < rgba.height; ++y)
    for (int x = 0; x < rgba.width; ++x) {
      const std::uint8_t* p = rgba.at(x, y);
      const float alpha = static_cast<float>(p[3]) / 255.0f;
      for (int c = 0; c < 3; ++c) out.at(x, y)[c] = static_cast<float>(p[c]) / 255.0f * alpha + background * (1.0f - alpha);
    }
  return out;
}

ImageF to_float(const ImageU8& image) {
  ImageF out(image.width, image.height, image.channels);
  std::transform(image.pixels.begin(), image.pixels.end(), out.pixels.begin(),
                 [](std::uint8_t v) { return static_cast<float>(v) / 255.0f; });
  return out;
}

ImageU8 side_by_side(const std::vector<ImageU8>& pictures) {
  int width = 0;
  for (const ImageU8& p : pictures) width += p.width;
  ImageU8 out(width, pictures.front().height, 3);
  int x0 = 0;
  for (const ImageU8& p : pictures) {
    for (int y = 0; y < p.height; ++y)
      for (int x = 0; x < p.width; ++x) std::copy_n(p.at(x, y), 3, out.at(x0 + x, y));
    x0 += p.width;
  }
  return out;
}

ImageU8 error_picture(const ImageU8& a, const ImageU8& b, float full_scale) {
  constexpr std::size_t intervals = error_colours.size() - 1;
  ImageU8 out(a.width, a.height, 3);
  for (int y = 0; y < a.height; ++y)
    for (int x = 0; x < a.width; ++x) {
      float error = 0;
      for (int c = 0; c < 3; ++c) error += std::abs(static_cast<float>(a.at(x, y)[c]) - static_cast<float>(b.at(x, y)[c])) / 3.0f;
      const float at = static_cast<float>(intervals) * std::clamp(error / full_scale, 0.0f, 1.0f);
      const std::size_t i = std::min(intervals - 1, static_cast<std::size_t>(at));
      const glm::vec3 colour = glm::mix(error_colours[i], error_colours[i + 1], at - static_cast<float>(i));
      for (int c = 0; c < 3; ++c) out.at(x, y)[c] = static_cast<std::uint8_t>(std::lround(colour[c]));
    }
  return out;
}

}  // namespace asrg
