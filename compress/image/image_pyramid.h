#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <vector>

namespace asrg {

/// An RGBA image and its reductions by 2, 4, 8 and so on, see downscale_area(), down to some 8 pixels along the shorter edge.
class ImagePyramid {
 public:
  /// @param rgba must outlive the pyramid
  explicit ImagePyramid(const ImageU8& rgba);

  /// Level 0 is the image itself.
  int levels() const { return static_cast<int>(reduced_.size()) + 1; }

  /// Interpolated bilinearly between the pixels of a level; beyond an edge its pixels repeat.
  /// @param pixel in pixels of the image, whose centres are at 0.5
  /// @param level clamped to those that there are
  /// @return premultiplied R, G and B, and alpha, 0..1
  glm::vec4 at(glm::vec2 pixel, int level) const;

 private:
  const ImageU8& image_;
  std::vector<ImageU8> reduced_;
};

}  // namespace asrg
