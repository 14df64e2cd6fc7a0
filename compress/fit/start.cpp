#include "compress/fit/start.h"

#include "compress/fit/schedule.h"
#include "compress/metrics/median.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Finest cells per pixel of the photos, along an edge: more would only fit noise.
constexpr float cells_per_pixel = 1.2f;
/// The same where a pixel is the mean of several rays, if the file may have at least `fine_bytes` bytes per square of a cell (resolution^2).
constexpr float fine_cells_per_pixel = 4.0f / 3 * cells_per_pixel, fine_bytes = 6;
/// The resolution is lowered until the file may have this many bytes per square of a cell: fewer cells of more bytes give a better model.
constexpr float least_bytes = 5;

}  // namespace

Lattice make_lattice(const Box& box, int resolution, bool surroundings) {
  const glm::vec3 size = box.max - box.min;
  const float longest = std::max({size.x, size.y, size.z});
  Lattice l;
  l.levels = 1;
  while (resolution >> (l.levels - 1) >= 48 && l.levels < Lattice::max_levels) ++l.levels;
  const int base_cells = std::max(1, static_cast<int>(std::lround(static_cast<float>(resolution >> (l.levels - 1)) / brick_edge)));
  const float brick = longest / static_cast<float>(base_cells);
  l.cell = brick / static_cast<float>(brick_edge << l.finest());
  for (int k = 0; k < 3; ++k) l.base_bricks[k] = std::max(1, static_cast<int>(std::ceil(size[k] / brick - 0.01f)));
  l.surroundings = surroundings;
  if (surroundings) l.base_bricks *= 2;
  l.origin = 0.5f * (box.min + box.max) - 0.5f * glm::vec3(l.extent()) * l.cell;
  return l;
}

float pixels_across(const Scene& scene, const Box& box) {
  const glm::vec3 centre = 0.5f * (box.min + box.max), size = box.max - box.min;
  const float longest = std::max({size.x, size.y, size.z});
  std::vector<float> pixels;
  for (const View& v : scene.train)
    pixels.push_back(longest * 0.5f * (v.camera.focal.x + v.camera.focal.y) / std::max(glm::length(v.camera.position - centre), 1e-6f));
  return upper_median(std::move(pixels));
}

int natural_resolution(const Scene& scene, const Box& box, int supersample, std::int64_t max_bytes) {
  const float pixels = pixels_across(scene, box) / static_cast<float>(supersample);
  // Clamped before the conversion to an integer: for cameras in the box's centre the number of pixels is unbounded.
  const auto cells = [&](float per_pixel) { return std::clamp(per_pixel * pixels, 64.0f, 1024.0f); };
  const float fine = cells(fine_cells_per_pixel);
  const bool affordable = max_bytes <= 0 || static_cast<float>(max_bytes) >= fine_bytes * fine * fine;
  if (supersample > 1 && affordable) return static_cast<int>(fine);
  const float most = max_bytes > 0 ? std::max(64.0f, std::sqrt(static_cast<float>(max_bytes) / least_bytes)) : fine;
  return static_cast<int>(std::min(cells(cells_per_pixel), most));
}

int starting_level(const Lattice& lattice) {
  int level = 0;
  while (level < lattice.finest() && lattice.box_longest() / lattice.stride(level) < 40) ++level;
  return level;
}

std::vector<TrainingPhoto> training_photos(std::span<const View> views) {
  std::vector<TrainingPhoto> photos;
  photos.reserve(views.size());
  for (const View& v : views) photos.push_back({v.camera, &v.image});
  return photos;
}

std::vector<PatchPlace> patch_places(const Scene& scene, const Lattice& lattice) {
  auto places = patch_places(scene.train, scene.masked, lattice);
  if (places.empty())
    throw Error(ErrorKind::io, fmt::format("{}: no photo shows the object in at least {}x{} pixels", scene.name, patch_edge, patch_edge));
  return places;
}

std::vector<PatchPlace> patch_places(std::span<const View> views, bool masked, const Lattice& lattice) {
  std::vector<PatchPlace> places;
  const Box box = lattice.box();
  for (std::size_t i = 0; i < views.size(); ++i) {
    const View& v = views[i];
    const glm::ivec2 size = v.camera.size;
    if (size.x < patch_edge || size.y < patch_edge) continue;
    glm::vec2 lo(1e9f), hi(-1e9f);
    for (int k = 0; k < 8; ++k) {
      glm::vec2 p;
      const glm::vec3 corner(k & 1 ? box.max.x : box.min.x, k & 2 ? box.max.y : box.min.y, k & 4 ? box.max.z : box.min.z);
      if (!v.camera.project(corner, p)) {
        lo = glm::vec2(0);
        hi = glm::vec2(size);
        break;
      }
      lo = glm::min(lo, p);
      hi = glm::max(hi, p);
    }
    const auto near_object = [&](int x0, int y0) {
      for (int y = std::max(0, y0 - patch_edge / 2); y < std::min(size.y, y0 + patch_edge * 3 / 2); ++y)
        for (int x = std::max(0, x0 - patch_edge / 2); x < std::min(size.x, x0 + patch_edge * 3 / 2); ++x)
          if (v.image.at(x, y)[3]) return true;
      return false;
    };
    for (int y = 0; y < size.y; y += patch_edge)
      for (int x = 0; x < size.x; x += patch_edge) {
        if (masked && !near_object(x, y)) continue;
        if (masked && (x + patch_edge < lo.x || y + patch_edge < lo.y || x > hi.x || y > hi.y)) continue;
        places.push_back({static_cast<std::int32_t>(i), static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)});
      }
  }
  return places;
}

}  // namespace asrg
