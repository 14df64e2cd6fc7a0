#include "compress/scene/hull_leniency.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asrg {
namespace {

constexpr std::array tolerances{0.02f, 0.05f, 0.09f, 0.14f, 0.2f, 0.3f};
constexpr std::array margins{0.5f, 1.0f, 2.0f, 4.0f, 8.0f, 16.0f};  // pixels
/// A view lacks the hull where this share of its object pixels has no cell behind it.
constexpr double lost_part = 0.005;
/// Up to this share of the views may lack the hull: a few masks take in more than the object.
constexpr double lost_views = 0.1;

/// The centres of the hull's cells that have a face neighbour outside it: every ray that meets the hull meets one of these cells.
std::vector<glm::vec3> outer_cells(const HullGrid& grid, const std::vector<std::uint8_t>& hull) {
  std::vector<glm::vec3> middles;
  const glm::vec3 cell = grid.cell();
  const auto inside = [&](glm::ivec3 c) { return grid.contains(c) && hull[grid.index(c)]; };
  for (glm::ivec3 c(0); c.z < grid.dims.z; ++c.z)
    for (c.y = 0; c.y < grid.dims.y; ++c.y)
      for (c.x = 0; c.x < grid.dims.x; ++c.x) {
        if (!hull[grid.index(c)]) continue;
        bool within = true;
        for (int axis = 0; axis < 3 && within; ++axis) {
          glm::ivec3 before = c, behind = c;
          --before[axis];
          ++behind[axis];
          within = inside(before) && inside(behind);
        }
        if (!within) middles.push_back(grid.box.min + cell * (glm::vec3(c) + 0.5f));
      }
  return middles;
}

/// The number of a view's object pixels whose rays meet no cell of the hull.
/// @param cells see outer_cells
/// @param cell edges of a cell, world units
std::int64_t pixels_without_hull(const View& view, const std::vector<glm::vec3>& cells, glm::vec3 cell) {
  const int width = view.camera.size.x, height = view.camera.size.y;
  const auto at = [&](int x, int y) {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width + 1) + static_cast<std::size_t>(x);
  };
  // Each cell covers a square of pixels. Only the square's four corners are marked, by +1 and -1; running sums over rows and columns turn them
  // into the number of squares over each pixel.
  std::vector<std::int32_t> count(at(0, height + 1), 0);
  const float sphere = 0.5f * glm::length(cell) * std::max(view.camera.focal.x, view.camera.focal.y);

  for (const glm::vec3& world : cells) {
    glm::vec2 pixel;
    if (!view.camera.project(world, pixel)) continue;
    const float radius = sphere / glm::dot(view.camera.rotation[2], world - view.camera.position);
    const int x0 = clamped_to_int(pixel.x - radius, width), x1 = clamped_to_int(pixel.x + radius + 1, width);
    const int y0 = clamped_to_int(pixel.y - radius, height), y1 = clamped_to_int(pixel.y + radius + 1, height);
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

LenientHull lenient_hull(const VisualHull& hull, const HullGrid& grid, bool poses_learn) {
  const auto views = hull.views();
  const auto missed_by = [&](const std::vector<std::uint8_t>& hull_cells) {
    const auto cells = outer_cells(grid, hull_cells);
    return of_each(views, [&](const View& view) { return pixels_without_hull(view, cells, grid.cell()); });
  };
  const HullVotes votes = hull.vote(grid, tolerances.back());
  const auto lenient = [&](float tolerance, float margin) {
    LenientHull h{{.tolerance = tolerance, .margin = margin}, {}};
    h.cells = margin > 0 ? hull.carve(grid, h.options) : votes.hull(h.options);
    return h;
  };
  const auto object = of_each(views, object_pixels);
  // Pixels that even the largest hull lacks are errors of their masks, not parts of the object.
  const LenientHull largest = poses_learn ? lenient(tolerances.front(), margins.back()) : lenient(tolerances.back(), 0);
  const auto least = missed_by(largest.cells);
  const auto good = [&](const LenientHull& h) {
    const auto missed = missed_by(h.cells);
    std::size_t without = 0;
    for (std::size_t i = 0; i < views.size(); ++i)
      without += static_cast<double>(missed[i] - least[i]) > lost_part * static_cast<double>(object[i]);
    return static_cast<double>(without) <= lost_views * static_cast<double>(views.size());
  };
  LenientHull best = largest;
  for (const float tolerance : tolerances)
    if (LenientHull h = lenient(tolerance, 0); good(h)) {
      best = std::move(h);
      break;
    }
  if (!poses_learn || (best.options.margin == 0 && best.options.tolerance == tolerances.front())) return best;
  const auto size = [](const LenientHull& h) { return std::count(h.cells.begin(), h.cells.end(), 1); };
  for (const float margin : margins) {
    LenientHull h = lenient(tolerances.front(), margin);
    if (size(h) >= size(best)) break;
    if (good(h)) return h;
  }
  return best;
}

}  // namespace asrg
