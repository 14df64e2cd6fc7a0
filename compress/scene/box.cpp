#include "compress/scene/box.h"

#include "compress/scene/focus.h"
#include "compress/scene/hull_leniency.h"
#include "compress/scene/mask_cube.h"
#include "compress/scene/seen_box.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asrg {
namespace {

constexpr int cells_along_longest = 96;

HullGrid grid_of(const Box& box) {
  const glm::vec3 extent = box.max - box.min;
  const float side = std::max({extent.x, extent.y, extent.z}) / cells_along_longest;
  return {box, glm::max(glm::ivec3(glm::ceil(extent / side - 0.01f)), glm::ivec3(1))};
}

/// A set of face-connected cells: how many, and their first and last cell along each axis.
struct Component {
  std::size_t count = 0;
  glm::ivec3 first{std::numeric_limits<int>::max()}, last{std::numeric_limits<int>::min()};
};

Component take_component(const HullGrid& grid, std::vector<std::uint8_t>& cells, glm::ivec3 start) {
  Component component;
  std::vector<glm::ivec3> stack{start};
  cells[grid.index(start)] = 0;
  while (!stack.empty()) {
    const glm::ivec3 c = stack.back();
    stack.pop_back();
    ++component.count;
    component.first = glm::min(component.first, c);
    component.last = glm::max(component.last, c);
    for (int axis = 0; axis < 3; ++axis) {
      for (const int step : {-1, 1}) {
        glm::ivec3 next = c;
        next[axis] += step;
        if (!grid.contains(next) || !cells[grid.index(next)]) continue;
        cells[grid.index(next)] = 0;
        stack.push_back(next);
      }
    }
  }
  return component;
}

/// The cells' extent, without connected parts that have fewer than 1/200 of the largest part's cells.
Component main_extent(const HullGrid& grid, std::vector<std::uint8_t> cells) {
  std::vector<Component> components;
  for (glm::ivec3 c(0); c.z < grid.dims.z; ++c.z) {
    for (c.y = 0; c.y < grid.dims.y; ++c.y) {
      for (c.x = 0; c.x < grid.dims.x; ++c.x) {
        if (cells[grid.index(c)]) components.push_back(take_component(grid, cells, c));
      }
    }
  }
  std::size_t largest = 0;
  for (const Component& part : components) largest = std::max(largest, part.count);
  Component extent;
  for (const Component& part : components) {
    if (part.count * 200 < largest) continue;
    extent.count += part.count;
    extent.first = glm::min(extent.first, part.first);
    extent.last = glm::max(extent.last, part.last);
  }
  return extent;
}

Box with_margin(const Box& box, const glm::vec3& margin) { return {box.min - margin, box.max + margin}; }

Box cells_box(const HullGrid& grid, const Component& extent, float margin_cells) {
  const Box box{grid.box.min + grid.cell() * glm::vec3(extent.first), grid.box.min + grid.cell() * glm::vec3(extent.last + 1)};
  return with_margin(box, margin_cells * grid.cell());
}

float quantile(std::vector<float> values, float q) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<float>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Box box_from_masks(const VisualHull& hull, const std::string& scene, bool poses_learn) {
  const auto found = cube_from_masks(hull.views());
  if (!found)
    throw Error(ErrorKind::io,
                fmt::format("the masks of {} do not show a common object: give its box with --box, or look whether each photo has "
                            "its own camera and white in the masks is the object",
                            scene));
  const Box cube = *found;
  const HullGrid coarse = grid_of(cube);
  const LenientHull lenient = lenient_hull(hull, coarse, poses_learn);
  const Component extent = main_extent(coarse, lenient.cells);
  if (extent.count == 0)
    throw Error(ErrorKind::io,
                fmt::format("the masks of {} have no common object: give its box with --box, or look whether each photo has its own "
                            "camera and white in the masks is the object",
                            scene));
  const HullGrid finer = grid_of(cells_box(coarse, extent, 2.0f));
  const Component finer_extent = main_extent(finer, hull.carve(finer, lenient.options));
  return finer_extent.count > 0 ? cells_box(finer, finer_extent, 1.0f) : finer.box;
}

/// The box of those points that lie in `region`, but for the outermost 0.5 percent on each side; `region` where they are few.
Box box_of_points(const std::vector<glm::vec3>& points, const Box& region) {
  std::array<std::vector<float>, 3> coordinates;
  for (const glm::vec3& point : points) {
    if (!glm::all(glm::greaterThan(point, region.min)) || !glm::all(glm::lessThan(point, region.max))) continue;
    for (int axis = 0; axis < 3; ++axis) coordinates[static_cast<std::size_t>(axis)].push_back(point[axis]);
  }
  if (coordinates[0].size() < 200) return region;
  Box box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto& values = coordinates[static_cast<std::size_t>(axis)];
    box.min[axis] = quantile(values, 0.005f);
    box.max[axis] = quantile(values, 0.995f);
  }
  const glm::vec3 extent = box.max - box.min;
  box = with_margin(box, glm::vec3(0.05f * std::max({extent.x, extent.y, extent.z})));
  return {glm::max(box.min, region.min), glm::min(box.max, region.max)};
}

Box box_from_cameras(const VisualHull& hull, const std::vector<glm::vec3>& points, const std::string& scene) {
  std::vector<Ray> axes;
  for (const View& view : hull.views()) axes.push_back({view.camera.position, view.camera.rotation[2]});
  const auto focus = find_focus(axes);
  if (!focus) {
    if (const auto seen = box_of_what_is_seen(hull.views(), points)) return *seen;
  }
  if (!focus) throw Error(ErrorKind::io, fmt::format("the cameras of {} do not look at a common point: give the object's box", scene));
  std::vector<float> distances;
  for (const Ray& axis : axes) distances.push_back(glm::length(*focus - axis.origin));
  const Box cube = with_margin({*focus, *focus}, glm::vec3(0.6f * quantile(distances, 0.5f)));
  const HullGrid region = grid_of(cube);
  const Component shared = main_extent(region, hull.carve(region, {1.0f, 0.75f}));
  return box_of_points(points, shared.count > 0 ? cells_box(region, shared, 0.0f) : cube);
}

}  // namespace

std::span<const View> hull_views(const Scene& scene) { return scene.train.empty() ? scene.test : scene.train; }

Box scene_box(const Scene& scene) {
  // A stated box needs no hull.
  return scene_box(scene, scene.stated_box ? VisualHull({}) : VisualHull(hull_views(scene)));
}

Box scene_box(const Scene& scene, const VisualHull& hull, bool poses_learn) {
  if (scene.stated_box) {
    const glm::vec3 extent = scene.stated_box->max - scene.stated_box->min;
    return with_margin(*scene.stated_box, glm::vec3(0.02f * std::max({extent.x, extent.y, extent.z})));
  }
  return scene.masked ? box_from_masks(hull, scene.name, poses_learn) : box_from_cameras(hull, scene.sparse_points, scene.name);
}

}  // namespace asrg
