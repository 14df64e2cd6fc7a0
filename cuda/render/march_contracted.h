#pragma once

#include "cuda/grid/look_up.h"
#include "cuda/render/interpolate.h"
#include "cuda/render/ray_box.h"

#include <cmath>

namespace asrg {

/// The most samples that one ray takes. A contracted ray is no longer than two diagonals.
ASRG_HD inline int most_samples(glm::ivec3 extent, float step, bool surroundings) {
  return static_cast<int>((surroundings ? 2.0f : 1.0f) * glm::length(glm::vec3(extent)) / step) + 8;
}

/// A piece of a contracted ray on which one axis is the largest, or that lies in the box. The contracted point is (2 - 1/n) u/n there, with
/// n = |u|, which grows at a constant rate b. Let the piece begin at u0 with n0, let w = 1/n0, let dt be what has been gone since and v the
/// direction, so that u = u0 + dt v and n = n0 + b dt. Counted in s = dt / (1 + b w dt), and so dt = s / (1 - b w s),
///
///   n   = n0 (1 + b w dt) = n0 / (1 - b w s),         and thus
///   1/n = w (1 - b w s),                              linear in s;
///   u/n = w (1 - b w s) (u0 + s v / (1 - b w s))
///       = w (u0 + s (v - b w u0)),                    linear in s, too.
///
/// The contracted point is the product of two linear functions, (factor + s growth) (point + s rate), with factor = 2 - w, growth = b w w,
/// point = w u0, rate = w (v - b w u0). In the box it is u itself: factor = 1, growth = 0, b = 0.
struct ContractedPiece {
  float begin;            ///< t where the piece begins
  float bend;             ///< b w; 0 in the box
  float end;              ///< s where it ends
  glm::vec3 point, rate;  ///< as above, but in lattice units about the centre
  float factor, growth;

  ASRG_HD glm::vec3 position(float s) const { return (factor + s * growth) * (point + s * rate); }
  ASRG_HD glm::vec3 velocity(float s) const { return (factor + s * growth) * rate + growth * (point + s * rate); }
  /// @pre s <= end
  ASRG_HD float t(float s) const { return begin + s / (1.0f - bend * s); }
  /// As t(s), but straight on from the end.
  ASRG_HD float t_beyond(float s) const {
    const float slowed = 1.0f - bend * end;
    return t(end) + (s - end) / (slowed * slowed);
  }
  /// So far the curve strays from a tangent by half a lattice unit at most: after s it is growth * rate * s^2 away.
  ASRG_HD float straight() const { return sqrtf(0.5f / larger(fabsf(growth) * maximum_norm(rate), 1e-12f)); }
};

/// The piece that begins at t, and goes on to t_end at most. @param o, v the ray in units of the box's half size
ASRG_HD inline ContractedPiece piece_at(glm::vec3 o, glm::vec3 v, glm::vec3 quarter, float t, float t_end) {
  const float fastest = maximum_norm(v);
  const glm::vec3 u = o + t * v;
  const float least = 1e-5f * (1.0f + maximum_norm(u)) / fastest;
  const glm::vec3 ahead = u + least * v, a = glm::abs(ahead);
  float end = t_end - t;
  if (maximum_norm(ahead) <= 1) {
    const glm::vec3 inverse = 1.0f / v;
    const float dt = larger(exit_distance(u, inverse, glm::vec3(-1.0f), glm::vec3(1.0f)), least);
    return {t, 0.0f, dt < end ? dt : end, quarter * u, quarter * v, 1.0f, 0.0f};
  }
  const int k = a.x >= a.y ? (a.x >= a.z ? 0 : 2) : (a.y >= a.z ? 1 : 2);
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
  return {t, bend, end / (1.0f + bend * end), quarter * (w * u), quarter * (w * (v - bend * u)), 2.0f - w, bend * w};
}

/// march() in a lattice with surroundings (see contraction.h). A ray is a curve there; steps have the same length in cells everywhere, so that
/// far away they are long. Sample::dt is that length, Sample::t the distance in space.
template <class View, class Visit>
ASRG_HD int march_contracted(const View& g, const Ray& ray, float step, float jitter, Visit&& visit) {
  // Half the box's size is the unit of u and v; t is in lattice units.
  const glm::vec3 extent(g.extent), quarter = 0.25f * extent, centre = 0.5f * extent, unit = 1.0f / quarter;
  const glm::vec3 o = ((ray.origin - g.origin) * g.inverse_cell - centre) * unit, v = slanted(ray.direction * unit), inverse = 1.0f / v;
  const float t_end = exit_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach));
  const float ahead = look_ahead(extent), least = 0.5f * ahead;
  const int most = most_samples(g.extent, step, true);
  float t = entry_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach));
  int steps = 0, samples = 0;
  bool at_face = true;  // s is where a skip ended, not yet the place of a sample
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
      const int cell = cells_of(g, leaf, place)[cell_entry(at)];
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
