#include "compress/scene/visual_hull.h"

#include <tbb/blocked_range2d.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace asrg {
namespace {

/// A summed-area table of the pixels with alpha above 0: tells in constant time whether a rectangle has any.
class ObjectPixels {
 public:
  explicit ObjectPixels(const ImageU8& rgba)
      : width_(rgba.width), height_(rgba.height), sums_(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1)) {
    for (int y = 0; y < height_; ++y) {
      const std::uint8_t* p = rgba.at(0, y);
      std::uint32_t* row = sums_.data() + index(0, y + 1);
      const std::uint32_t* above = sums_.data() + index(0, y);
      std::uint32_t sum = 0;
      for (int x = 0; x < width_; ++x) {
        sum += p[4 * x + 3] > 0;
        row[x + 1] = above[x + 1] + sum;
      }
    }
  }

  /// Any object pixel that the square of half side `radius` about `centre` touches? The centre lies inside the image.
  bool any(glm::vec2 centre, float radius) const {
    const auto clamped = [](float value, int largest) { return static_cast<int>(std::clamp(value, 0.0f, static_cast<float>(largest))); };
    const int x0 = clamped(centre.x - radius, width_ - 1), x1 = clamped(centre.x + radius, width_ - 1) + 1;
    const int y0 = clamped(centre.y - radius, height_ - 1), y1 = clamped(centre.y + radius, height_ - 1) + 1;
    return sums_[index(x1, y1)] - sums_[index(x0, y1)] != sums_[index(x1, y0)] - sums_[index(x0, y0)];
  }

 private:
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(x);
  }

  int width_, height_;
  std::vector<std::uint32_t> sums_;
};

/// The squared tangent of the greatest angle off the optical axis that the image shows, with a little margin. Beyond it
/// a distortion polynomial may fold back into the image.
float largest_squared_tangent(const Camera& camera) {
  if (!camera.distorted()) return std::numeric_limits<float>::infinity();
  float largest = 0;
  for (int i = 0; i <= 8; ++i) {
    const float t = static_cast<float>(i) / 8.0f, w = static_cast<float>(camera.size.x), h = static_cast<float>(camera.size.y);
    for (const glm::vec2& pixel : {glm::vec2(t * w, 0), glm::vec2(t * w, h), glm::vec2(0, t * h), glm::vec2(w, t * h)}) {
      const glm::vec2 distorted = (pixel - camera.principal_point) / camera.focal, u = camera.undistort(distorted);
      if (glm::length(camera.distort(u) - distorted) < 1e-3f) largest = std::max(largest, glm::dot(u, u));
    }
  }
  return 1.1f * largest;
}

/// What the views seen so far say about a cell.
struct Votes {
  std::uint16_t seen = 0;        ///< views that have the cell's centre inside their image
  std::uint16_t background = 0;  ///< those of them that show only background there
};

void vote(const View& view, const Box& box, glm::ivec3 dims, std::uint16_t most_background, std::vector<Votes>& votes) {
  const ObjectPixels object(view.image);
  const Camera& camera = view.camera;
  const glm::mat3 to_camera = glm::transpose(camera.rotation);
  const glm::vec3 cell = (box.max - box.min) / glm::vec3(dims);
  const float sphere = 0.5f * glm::length(cell) * std::max(camera.focal.x, camera.focal.y);
  const float limit = largest_squared_tangent(camera);
  const glm::vec2 size(camera.size);
  tbb::parallel_for(tbb::blocked_range2d<int>(0, dims.z, 4, 0, dims.y, 16), [&](const tbb::blocked_range2d<int>& range) {
    for (int z = range.rows().begin(); z < range.rows().end(); ++z) {
      for (int y = range.cols().begin(); y < range.cols().end(); ++y) {
        const std::size_t row_index = static_cast<std::size_t>(z) * static_cast<std::size_t>(dims.y) + static_cast<std::size_t>(y);
        Votes* row = votes.data() + row_index * static_cast<std::size_t>(dims.x);
        for (int x = 0; x < dims.x; ++x) {
          if (row[x].background > most_background) continue;
          const glm::vec3 world = box.min + cell * (glm::vec3(x, y, z) + 0.5f);
          const glm::vec3 p = to_camera * (world - camera.position);
          if (p.z <= 0) continue;
          const float inverse_depth = 1.0f / p.z;
          glm::vec2 u(p.x * inverse_depth, p.y * inverse_depth);
          if (!(glm::dot(u, u) <= limit)) continue;
          if (camera.distorted()) u = camera.distort(u);
          const glm::vec2 pixel = u * camera.focal + camera.principal_point;
          if (!(pixel.x >= 0 && pixel.y >= 0 && pixel.x < size.x && pixel.y < size.y)) continue;
          ++row[x].seen;
          if (!object.any(pixel, sphere * inverse_depth)) ++row[x].background;
        }
      }
    }
  });
}

}  // namespace

std::vector<std::uint8_t> carve_visual_hull(std::span<const View> views, const Box& box, glm::ivec3 dims,
                                            const VisualHullOptions& options) {
  const std::size_t count = static_cast<std::size_t>(dims.x) * static_cast<std::size_t>(dims.y) * static_cast<std::size_t>(dims.z);
  const auto view_count = static_cast<float>(views.size());
  std::vector<Votes> votes(count);
  for (const View& view : views) vote(view, box, dims, static_cast<std::uint16_t>(options.tolerance * view_count), votes);
  std::vector<std::uint8_t> hull(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto seen = static_cast<float>(votes[i].seen), background = static_cast<float>(votes[i].background);
    hull[i] = votes[i].seen > 0 && seen >= options.min_seen * view_count && background <= options.tolerance * seen;
  }
  return hull;
}

}  // namespace asrg
