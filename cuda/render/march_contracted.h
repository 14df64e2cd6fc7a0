#pragma once

#include "cuda/grid/look_up.h"
#include "cuda/render/interpolate.h"
#include "cuda/render/ray_box.h"

#include <cmath>

namespace asrg {

/// Upper bound of the samples on one ray. A contracted ray is no longer than two diagonals of the lattice.
ASRG_HD inline int most_samples(glm::ivec3 extent, float step, bool surroundings) {
  return static_cast<int>((surroundings ? 2.0f : 1.0f) * glm::length(glm::vec3(extent)) / step) + 8;
}

/// A piece of a contracted ray that lies in the box, or on which the same axis is farthest_axis() all along. In the latter case the contracted point
/// is (2 - 1/n) u/n with n = |u|, which changes at a constant rate b. Let the piece begin at u0 with n0, let w = 1/n0, let dt be the distance from
/// there and v the direction, so that u = u0 + dt v and n = n0 + b dt. With the parameter s = dt / (1 + b w dt), so that dt = s / (1 - b w s),
///
///   n   = n0 (1 + b w dt) = n0 / (1 - b w s),         and thus
///   1/n = w (1 - b w s),                              linear in s;
///   u/n = w (1 - b w s) (u0 + s v / (1 - b w s))
///       = w (u0 + s (v - b w u0)),                    linear in s, too.
///
/// The contracted point is the product of two linear functions, (factor + s growth) (point + s rate), with factor = 2 - w, growth = b w w,
/// point = w u0, rate = w (v - b w u0). In the box it is u itself: factor = 1, growth = 0, b = 0.
struct ContractedPiece {
  float begin;            ///< t at the beginning of the piece
  float bend;             ///< b w; 0 in the box
  float end;              ///< s at its end
  glm::vec3 point, rate;  ///< as above, in lattice units from the lattice's centre
  float factor, growth;   ///< as above

  ASRG_HD glm::vec3 position(float s) const { return (factor + s * growth) * (point + s * rate); }
  ASRG_HD glm::vec3 velocity(float s) const { return (factor + s * growth) * rate + growth * (point + s * rate); }
  /// @pre s <= end
  ASRG_HD float t(float s) const { return begin + s / (1.0f - bend * s); }
  /// t(s), continued linearly beyond the end of the piece.
  ASRG_HD float t_beyond(float s) const {
    const float slowed = 1.0f - bend * end;
    return t(end) + (s - end) / (slowed * slowed);
  }
  /// The step in s along which the curve stays within half a lattice unit of its tangent, from which it departs by growth * rate * s^2.
  ASRG_HD float straight() const { return sqrtf(0.5f / larger(fabsf(growth) * maximum_norm(rate), 1e-12f)); }
};

/// The piece that begins at t and ends at t_end at the latest.
/// @param o, v origin and direction of the ray, from the box's centre, in units of half the box's size
ASRG_HD inline ContractedPiece piece_at(glm::vec3 o, glm::vec3 v, glm::vec3 quarter, float t, float t_end) {
  const float fastest = maximum_norm(v);
  const glm::vec3 u = o + t * v;
  const float least = 1e-5f * (1.0f + maximum_norm(u)) / fastest;
  const glm::vec3 ahead = u + least * v, a = glm::abs(ahead);
  float end = t_end - t;
  if (maximum_norm(ahead) <= 1) {
    const glm::vec3 inverse = 1.0f / v;
    const float dt = larger(exit_distance(u, inverse, glm::vec3(-1.0f), glm::vec3(1.0f)), least);
    return {.begin = t, .bend = 0, .end = dt < end ? dt : end, .point = quarter * u, .rate = quarter * v, .factor = 1, .growth = 0};
  }
  const int k = farthest_axis(a);
  const float sign = ahead[k] < 0 ? -1.0f : 1.0f, n = sign * u[k], b = sign * v[k];
  const auto until = [&](float distance, float closing) {
    if (closing <= 0) return;
    const float dt = larger(distance / closing, least);
    if (dt < end) end = dt;
  };
  until(n - 1.0f, -b);
  for (int j = 0; j < 3; ++j)
    if (j != k) {
      until(n - u[j], v[j] - b);
      until(n + u[j], -v[j] - b);
    }
  const float w = 1.0f / n, bend = b * w;
  return {.begin = t,
          .bend = bend,
          .end = end / (1.0f + bend * end),
          .point = quarter * (w * u),
          .rate = quarter * (w * (v - bend * u)),
          .factor = 2.0f - w,
          .growth = bend * w};
}

/// march() in a lattice with surroundings (see contraction.h), where a ray is a curve. Steps have the same length in cells everywhere, so that they are
/// longer in space the farther away they are. Sample::dt is the length in the contracted lattice, Sample::t the distance before contraction.
template <class View, class Visit>
ASRG_HD int march_contracted(const View& g, const Ray& ray, float step, float jitter, Visit&& visit) {
  // o and v are in units of half the box's size; t is in lattice units.
  const glm::vec3 extent(g.extent), quarter = 0.25f * extent, centre = 0.5f * extent, unit = 1.0f / quarter;
  const glm::vec3 o = ((ray.origin - g.origin) * g.inverse_cell - centre) * unit, v = slanted(ray.direction * unit), inverse = 1.0f / v;
  const float t_end = exit_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach));
  const float ahead = look_ahead(extent), least = 0.5f * ahead;
  const int most = most_samples(g.extent, step, true);
  float t = entry_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach));
  int steps = 0, samples = 0;
  bool at_face = true;  // s is where empty space ended: the first sample lies `jitter` steps behind it
  LeafPlace place{glm::ivec3(0), 0, 0};
  std::int32_t leaf = -1;
  while (t < t_end) {
    const ContractedPiece piece = piece_at(o, v, quarter, t, t_end);
    const float straight = piece.straight();
    float s = 0;
    while (s < piece.end) {
      const glm::vec3 p = centre + piece.position(s), q = slanted(piece.velocity(s));
      const glm::ivec3 whole(p + ahead * signs(q));
      const auto skip_to = [&](glm::vec3 lo, glm::vec3 hi) {
        const float ds = exit_distance(p, 1.0f / q, lo, hi), nearest = least / maximum_norm(q);
        s += larger(ds < straight ? ds : straight, nearest);
        at_face = true;
      };
      if (leaf < 0 || ((whole - place.origin) >> place.shift & ~7) != glm::ivec3(0)) {
        const glm::ivec3 entry = table_entry(g.table_size, whole);
        leaf = leaf_of_entry(g.table, g.table_size, entry);
        ++steps;
        if (leaf < 0) {
          skip_to(glm::vec3((entry + (leaf + 1)) * brick_edge), glm::vec3((entry - leaf) * brick_edge));
          continue;
        }
        place = g.leaves[leaf];
      }
      const float width = static_cast<float>(1 << place.shift), scale = 1.0f / width;
      const glm::vec3 origin(place.origin);
      const glm::ivec3 at = cell_of_leaf(place, whole);
      const int cell = cells_of(g, leaf, place)(at);
      ++steps;
      if (cell < 0) {
        skip_to(origin + width * glm::vec3(glm::max(at + (cell + 1), glm::ivec3(0))),
                origin + width * glm::vec3(glm::min(at - cell, glm::ivec3(brick_edge))));
        continue;
      }
      const float length = step * width, ds = length / glm::length(q);
      if (at_face) {
        s += jitter * ds;
        at_face = false;
        continue;
      }
      if (++samples > most || !visit(Sample{.key = place.first + cell,
                                            .fraction = (p - origin) * scale - glm::vec3(at),
                                            .t = piece.t(s),
                                            .dt = length,
                                            .shift = place.shift,
                                            .at = at}))
        return steps;
      s += ds;
    }
    t = larger(piece.t_beyond(s), t + 1e-6f * (1.0f + t));
  }
  return steps;
}

}  // namespace asrg
