#include "compress/image/image_pyramid.h"

#include "compress/image/downscale.h"

#include <algorithm>
#include <cmath>

namespace asrg {

ImagePyramid::ImagePyramid(const ImageU8& rgba) : image_(rgba) {
  constexpr int least_edge = 16;
  for (const ImageU8* last = &image_; std::min(last->width, last->height) >= least_edge; last = &reduced_.back())
    reduced_.push_back(downscale_area(*last, 2));
}

glm::vec4 ImagePyramid::at(glm::vec2 pixel, int level) const {
  level = std::clamp(level, 0, levels() - 1);
  const ImageU8& from = level == 0 ? image_ : reduced_[level - 1];
  const glm::vec2 size(static_cast<float>(from.width), static_cast<float>(from.height));
  const glm::vec2 place = glm::clamp(pixel * std::exp2(-static_cast<float>(level)) - 0.5f, glm::vec2(0), size - 1.0f);
  const glm::ivec2 first(place), second = glm::min(first + 1, glm::ivec2(size) - 1);
  const glm::vec2 share = place - glm::vec2(first);
  const auto premultiplied = [&](int x, int y) {
    const std::uint8_t* p = from.at(x, y);
    const float alpha = static_cast<float>(p[3]) * (1.0f / 255);
    return glm::vec4(glm::vec3(p[0], p[1], p[2]) * (alpha * (1.0f / 255)), alpha);
  };
  const glm::vec4 upper = glm::mix(premultiplied(first.x, first.y), premultiplied(second.x, first.y), share.x);
  const glm::vec4 lower = glm::mix(premultiplied(first.x, second.y), premultiplied(second.x, second.y), share.x);
  return glm::mix(upper, lower, share.y);
}

}  // namespace asrg
