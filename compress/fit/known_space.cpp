#include "compress/fit/known_space.h"

#include <algorithm>

namespace asrg {
namespace {

/// The logarithm by which fog is denser where lines end, in lattices with surroundings, and by which it is thinner where they pass.
constexpr float denser = 2, thinner = 6;
/// So many lines that pass are believed wholly.
constexpr float believed = 2;
/// A line that ends counts as much as so many that pass: those that pass beside a surface in one of the large cells are many.
constexpr float passing_per_ending = 5;
/// Before a line's end so much of it is left out, cells of the coarsest level.
constexpr float before_end = 1.5f;

}  // namespace

float coarsest_cell(const Lattice& lattice, glm::vec3 point) {
  float sum = 0;
  for (int axis = 0; axis < 3; ++axis) {
    glm::vec3 half(0);
    half[axis] = 0.25f;
    sum += glm::length(lattice.to_world(point + half) - lattice.to_world(point - half)) * 2;
  }
  return sum / 3 * static_cast<float>(lattice.stride(0));
}

KnownSpace::KnownSpace(const Lattice& lattice, std::span<const Camera> cameras, std::span<const SightLine> lines)
    : surroundings_(lattice.surroundings), stride_(lattice.stride(0)), count_(lattice.base_bricks * brick_edge + 1) {
  corners_.resize(static_cast<std::size_t>(count_.x) * count_.y * count_.z);
  const glm::vec3 extent(lattice.extent());
  constexpr float pace = 0.5f;  // cells
  for (const SightLine& line : lines) {
    const glm::vec3 from = cameras[line.view].position, end = lattice.to_lattice(line.point), whole = line.point - from;
    const float length = glm::length(whole);
    note(end, &Evidence::ending, 1);
    for (float t = 0; t < length;) {
      const glm::vec3 world = from + t / length * whole, point = lattice.to_lattice(world);
      if (glm::length(point - end) < before_end * static_cast<float>(stride_)) break;
      note(point, &Evidence::passing, pace);
      // On the lattice's surface a cell would be infinitely large.
      const float cell = coarsest_cell(lattice, glm::clamp(point, glm::vec3(0.5f), extent - 0.5f));
      t += std::max(pace * cell, 1e-4f * length);
    }
  }
}

std::size_t KnownSpace::index(glm::ivec3 corner) const {
  return (static_cast<std::size_t>(corner.z) * count_.y + corner.y) * count_.x + corner.x;
}

void KnownSpace::note(glm::vec3 point, float Evidence::*what, float amount) {
  const glm::vec3 place = point / static_cast<float>(stride_);
  // Written such that it is true for NaN, too.
  if (!(glm::all(glm::greaterThanEqual(place, glm::vec3(0))) && glm::all(glm::lessThan(place, glm::vec3(count_ - 1))))) return;
  const glm::ivec3 first(place);
  const glm::vec3 f = place - glm::vec3(first);
  for (int k = 0; k < 8; ++k) {
    const glm::ivec3 corner = cube_corner(k);
    const glm::vec3 share = glm::mix(1.0f - f, f, glm::vec3(corner));
    corners_[index(first + corner)].*what += amount * share.x * share.y * share.z;
  }
}

float KnownSpace::log_density(glm::ivec3 corner) const {
  const Evidence& e = corners_[index(corner / stride_)];
  const float weight = passing_per_ending * e.ending + e.passing;
  if (weight <= 0) return 0;
  const float surface = passing_per_ending * e.ending / weight;
  return (surroundings_ ? denser : 0.0f) * surface * std::min(e.ending, 1.0f) -
         thinner * (1 - surface) * std::min(e.passing / believed, 1.0f);
}

}  // namespace asrg
