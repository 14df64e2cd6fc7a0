#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asrg {

/// An image in host memory: row-major, top row first, `channels` interleaved values per pixel.
/// Colours are sRGB-encoded; with 4 channels the fourth is straight (not premultiplied) alpha.
/// T = std::uint8_t: 0..255. T = float: 0..1 nominal.
template <class T>
struct Image {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<T> pixels;  ///< height * width * channels

  Image() = default;
  Image(int width_, int height_, int channels_)
      : width(width_),
        height(height_),
        channels(channels_),
        pixels(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * static_cast<std::size_t>(channels_)) {}

  bool empty() const { return pixels.empty(); }
  T* at(int x, int y) { return pixels.data() + (static_cast<std::size_t>(y) * width + x) * channels; }
  const T* at(int x, int y) const { return pixels.data() + (static_cast<std::size_t>(y) * width + x) * channels; }
};

using ImageU8 = Image<std::uint8_t>;
using ImageF = Image<float>;

}  // namespace asrg
