#include "compress/scene/hull_leniency.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asrg {
namespace {

constexpr std::array tolerances{0.02f, 0.05f, 0.09f, 0.14f, 0.2f, 0.3f};
constexpr std::array margins{0.5f, 1.0f, 2.0f, 4.0f, 8.0f, 16.0f};  // pixels
constexpr float cells_along_longest = 80;
constexpr double lost_part = 0.005;  // of the object's pixels in a view: the view shows what the hull lacks
constexpr double lost_views = 0.1;   // of the views: fewer show it only because their own masks take in too much

/// Object pixels of a view that no cell of the hull lies behind.
std::int64_t pixels_without_hull(const View& view, const HullGrid& grid, const std::vector<std::uint8_t>& hull) {
  const int width = view.camera.size.x, height = view.camera.size.y;
  const auto at = [&](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width + 1) + static_cast<std::size_t>(x);
  };
  // Squares are added up as differences at their corners, which a running sum turns into counts.
  std::vector<std::int32_t> count(at(0, height + 1), 0);
  const glm::vec3 cell = grid.cell();
  const float sphere = 0.5f * glm::length(cell) * std::max(view.camera.focal.x, view.camera.focal.y);
  std::size_t i = 0;
  for (int z = 0; z < grid.dims.z; ++z)
    for (int y = 0; y < grid.dims.y; ++y)
      for (int x = 0; x < grid.dims.x; ++x) {
        if (!hull[i++]) continue;
        const glm::vec3 world = grid.box.min + cell * (glm::vec3(x, y, z) + 0.5f);
        glm::vec2 pixel;
        if (!view.camera.project(world, pixel)) continue;
        const float radius = sphere / glm::dot(view.camera.rotation[2], world - view.camera.position);
        // What is not a number becomes 0: a conversion of it would be undefined.
        const auto clamped = [](float value, int largest) {
          return value > 0 ? static_cast<int>(std::min(value, static_cast<float>(largest))) : 0;
        };
        const int x0 = clamped(pixel.x - radius, width), x1 = clamped(pixel.x + radius + 1, width);
        const int y0 = clamped(pixel.y - radius, height), y1 = clamped(pixel.y + radius + 1, height);
        ++count[at(x0, y0)];
        --count[at(x1, y0)];
        --count[at(x0, y1)];
        ++count[at(x1, y1)];
      }
  std::int64_t missed = 0;
  std::vector<std::int32_t> column(static_cast<std::size_t>(width), 0);
  for (int y = 0; y < height; ++y) {
    std::int32_t row = 0;
    for (int x = 0; x < width; ++x) {
      row += count[at(x, y)];
      column[static_cast<std::size_t>(x)] += row;
      missed += view.image.at(x, y)[3] > 127 && column[static_cast<std::size_t>(x)] == 0;
    }
  }
  return missed;
}

std::int64_t object_pixels(const View& view) {
  std::int64_t count = 0;
  for (std::size_t i = 3; i < view.image.pixels.size(); i += 4) count += view.image.pixels[i] > 127;
  return count;
}

/// `of(view)` for every view.
template <class Of>
std::vector<std::int64_t> of_each(std::span<const View> views, Of of) {
  std::vector<std::int64_t> values(views.size());
  tbb::parallel_for(std::size_t{0}, views.size(), [&](std::size_t i) { values[i] = of(views[i]); });
  return values;
}

}  // namespace

VisualHullOptions hull_leniency(const VisualHull& hull, const Box& box, bool poses_learn) {
  const auto views = hull.views();
  const glm::vec3 extent = box.max - box.min;
  const float longest = std::max({extent.x, extent.y, extent.z});
  const HullGrid grid{box, glm::max(glm::ivec3(glm::ceil(extent * (cells_along_longest / longest))), glm::ivec3(1))};
  const auto missed_by = [&](const std::vector<std::uint8_t>& cells) {
    return of_each(views, [&](const View& view) { return pixels_without_hull(view, grid, cells); });
  };
  const HullVotes votes = hull.vote(grid, tolerances.back());
  const auto least = missed_by(votes.hull({tolerances.back(), 0.5f})), object = of_each(views, object_pixels);
  const auto good = [&](const std::vector<std::uint8_t>& cells) {
    const auto missed = missed_by(cells);
    std::size_t without = 0;
    for (std::size_t i = 0; i < views.size(); ++i)
      without += static_cast<double>(missed[i] - least[i]) > lost_part * static_cast<double>(object[i]);
    return static_cast<double>(without) <= lost_views * static_cast<double>(views.size());
  };
  VisualHullOptions best{tolerances.back(), 0.5f};
  for (const float tolerance : tolerances)
    if (good(votes.hull({tolerance, 0.5f}))) {
      best.tolerance = tolerance;
      break;
    }
  if (!poses_learn || best.tolerance == tolerances.front()) return best;
  const auto size = [](const std::vector<std::uint8_t>& cells) { return std::count(cells.begin(), cells.end(), 1); };
  const auto smallest = size(votes.hull(best));
  for (const float margin : margins) {
    const VisualHullOptions wider{tolerances.front(), 0.5f, margin};
    const auto cells = hull.carve(grid, wider);
    if (size(cells) >= smallest) break;
    if (good(cells)) return wider;
  }
  return best;
}

}  // namespace asrg
