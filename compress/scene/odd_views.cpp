#include "compress/scene/odd_views.h"

#include "compress/metrics/median.h"
#include "compress/scene/mask_cube.h"
#include "compress/scene/visual_hull.h"
#include "compress/text/name_list.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>

namespace asrg {
namespace {

constexpr int cells = 64;                ///< along the cube
constexpr float disagreeing = 0.1f;      ///< of the views may see background where the common object is
constexpr std::size_t least_views = 10;  ///< of fewer nobody can say who is wrong: one that is would not be outvoted
// Measured: all views of lego, mic, kitchenaid (also with its cameras turned by half a degree), flighthelmet and maryRose reach 0.995; one of kitchenaid
// with a mirrored or another's camera 0.89 to 0.97, all of it with shuffled cameras 0.86 in the median.
constexpr float least_agreement = 0.98f, least_usual = 0.95f;

/// The share of a view's object that cells of the hull lie behind, each of which covers the square about its sphere.
float covered_share(const View& view, const HullGrid& grid, const std::vector<std::uint8_t>& hull) {
  const glm::ivec2 size = view.camera.size;
  std::vector<std::uint8_t> covered(static_cast<std::size_t>(size.x) * static_cast<std::size_t>(size.y), 0);
  const glm::vec3 cell = grid.cell();
  const float focal = std::max(view.camera.focal.x, view.camera.focal.y);
  // What is not a number becomes 0: a conversion of it would be undefined.
  const auto clamped = [](float value, int largest) {
    return value > 0 ? static_cast<int>(std::min(value, static_cast<float>(largest))) : 0;
  };
  for (glm::ivec3 c(0); c.z < grid.dims.z; ++c.z)
    for (c.y = 0; c.y < grid.dims.y; ++c.y)
      for (c.x = 0; c.x < grid.dims.x; ++c.x) {
        if (!hull[grid.index(c)]) continue;
        const glm::vec3 world = grid.box.min + cell * (glm::vec3(c) + 0.5f);
        glm::vec2 pixel;
        if (!view.camera.project(world, pixel)) continue;
        const float radius = 0.5f * cell.x * focal / glm::dot(view.camera.rotation[2], world - view.camera.position);
        const int x0 = clamped(pixel.x - radius, size.x), x1 = clamped(pixel.x + radius + 1, size.x);
        const int y0 = clamped(pixel.y - radius, size.y), y1 = clamped(pixel.y + radius + 1, size.y);
        for (int y = y0; y < y1; ++y)
          std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(y) * size.x + x0, std::max(0, x1 - x0), std::uint8_t{1});
      }
  std::size_t object = 0, both = 0;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (view.image.pixels[4 * i + 3] <= 127) continue;
    ++object;
    both += covered[i];
  }
  return object > 0 ? static_cast<float>(both) / static_cast<float>(object) : 1.0f;
}

}  // namespace

std::vector<float> mask_agreement(std::span<const View> views) {
  const auto cube = cube_from_masks(views);
  if (!cube) return {};
  const HullGrid grid{*cube, glm::ivec3(cells)};
  const std::vector<std::uint8_t> hull = VisualHull(views).carve(grid, {.tolerance = disagreeing});
  if (std::find(hull.begin(), hull.end(), 1) == hull.end()) return {};
  std::vector<float> agreement(views.size());
  tbb::parallel_for(std::size_t{0}, views.size(), [&](std::size_t i) { agreement[i] = covered_share(views[i], grid, hull); });
  return agreement;
}

OddViews odd_views(const Scene& scene) {
  if (!scene.masked || scene.train.size() < least_views) return {};
  const std::vector<float> agreement = mask_agreement(scene.train);
  const float usual = agreement.empty() ? 0.0f : upper_median(agreement);
  if (usual < least_usual)
    return {{},
            "the photos' masks do not show one object: look whether each photo has its own camera (were names or their order changed?), "
            "whether the focal length is theirs, and whether white in the masks is the object"};
  OddViews odd;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < agreement.size(); ++i)
    if (agreement[i] < least_agreement) {
      odd.views.push_back(i);
      names.push_back(scene.train[i].name);
    }
  if (names.empty()) return {};
  const bool one = names.size() == 1;
  odd.said = fmt::format(
      "the mask{} of {} do{} not suit the other photos: the camera{} may be wrong (mirrored, or another photo's), or the mask{}",
      one ? "" : "s", first_few(names, 5), one ? "es" : "", one ? "" : "s", one ? "" : "s");
  return odd;
}

void leave_out(Scene& scene, std::span<const std::size_t> views) {
  if (!views.empty()) scene.sight_lines.clear();
  for (auto i = views.rbegin(); i != views.rend(); ++i) scene.train.erase(scene.train.begin() + static_cast<std::ptrdiff_t>(*i));
}

}  // namespace asrg
