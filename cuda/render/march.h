#pragma once

#include "cuda/core/prefetch.h"
#include "cuda/render/march_contracted.h"

#include <type_traits>

namespace asrg {

/// A ray ends where its transmittance has fallen to this, when drawing and when fitting: all that lies behind has no more weight than this together.
constexpr float opaque_transmittance = 1e-3f;

/// On the CPU: prefetches what the next samples of a ray through a leaf will read. A grid is larger than the caches, and a sample takes more
/// instructions than out-of-order execution looks ahead. Nothing on CUDA, where other warps hide the latency of memory.
/// @param next, after_next positions of those samples, in cells from the leaf's origin; may lie outside the leaf
template <class View, class Cells>
ASRG_HD inline void prefetch_samples([[maybe_unused]] const View& g, [[maybe_unused]] const LeafPlace& place,
                                     [[maybe_unused]] const Cells& cells, [[maybe_unused]] glm::vec3 next,
                                     [[maybe_unused]] glm::vec3 after_next) {
#if !defined(__CUDA_ARCH__)
  if constexpr (requires { g.values; }) {
    const auto active_cell = [&](glm::vec3 p) {
      const glm::ivec3 c(p);
      const bool within = static_cast<unsigned>(c.x | c.y | c.z) < static_cast<unsigned>(brick_edge);
      return within ? cells(c) : -1;
    };
    if (const int cell = active_cell(after_next); cell >= 0) prefetch(g.corners + place.first + cell);
    if (const int cell = active_cell(next); cell >= 0) {
      const std::int32_t* index = g.corners[place.first + cell].index;
      for (int k = 0; k < 8; k += 2) prefetch(g.values + index[k]);
    }
  }
#endif
}

/// Walks a ray through the leaves, front to back, skips empty space, and calls `visit(sample)` at steps of `step` cells (of the leaf's own size) until
/// `visit` returns false or the ray leaves the grid. Where a run of active cells begins, the first sample lies `jitter` steps behind the face where
/// the ray enters it (0.5: midpoint rule). Lattices with surroundings are walked by march_contracted().
/// @tparam asks_ahead whether to call prefetch_samples(); false where `visit` prefetches by itself
/// @return the number of look-ups (of table, cell or sample), a measure of the work
template <bool asks_ahead = true, class View, class Visit>
ASRG_HD int march(const View& g, const Ray& ray, float step, float jitter, Visit&& visit) {
  if constexpr (View::may_have_surroundings) {
    if (g.reach > 0) return march_contracted(g, ray, step, jitter, visit);
  }
  const glm::vec3 far = (ray.origin - g.origin) * g.inverse_cell, d = slanted(ray.direction);
  const glm::vec3 inverse{1.0f / d.x, 1.0f / d.y, 1.0f / d.z};
  const glm::vec3 extent(g.extent);
  const float ahead = look_ahead(extent), least = 0.5f * ahead;
  // t is measured from the point where the ray enters the box: measured from a far camera it would lack precision.
  const float t_box = entry_distance(far, inverse, glm::vec3(0), extent);
  if (!(t_box < exit_distance(far, inverse, glm::vec3(0), extent))) return 0;
  const glm::vec3 o = glm::clamp(far + t_box * d, glm::vec3(0), extent);
  const glm::vec3 o_ahead = o + ahead * signs(d);
  const float t_end = exit_distance(o, inverse, glm::vec3(0), extent) - ahead;
  float t = 0;
  int steps = 0;
  bool at_face = true;  // t is where empty space ended: the first sample lies `jitter` steps behind it
  while (t < t_end) {
    const glm::vec3 p = o_ahead + t * d;
    const glm::ivec3 entry = table_entry(g.table_size, glm::ivec3(p));
    const std::int32_t leaf = leaf_of_entry(g.table, g.table_size, entry);
    ++steps;
    if (leaf < 0) {
      const glm::vec3 lo((entry + (leaf + 1)) * brick_edge), hi((entry - leaf) * brick_edge);
      t = larger(exit_distance(o, inverse, lo, hi), t + least);
      at_face = true;
      continue;
    }
    const LeafPlace place = g.leaves[leaf];
    const float width = static_cast<float>(1 << place.shift), scale = 1.0f / width;
    const glm::vec3 origin(place.origin), qo = (o - origin) * scale, qo_ahead = (o_ahead - origin) * scale, qd = d * scale,
                                          qi = inverse * width;
    const float t_leaf = larger(exit_distance(qo, qi, glm::vec3(0), glm::vec3(brick_edge)), t + least);
    const auto cells = cells_of(g, leaf, place);
    const float dt = step * width;
    while (t < t_leaf) {
      const glm::vec3 moved = t * qd;
      const glm::ivec3 c = clamp_ivec(glm::ivec3(qo_ahead + moved), glm::ivec3(brick_edge - 1));
      const int cell = cells(c);
      ++steps;
      if (cell < 0) {
        const float t_skip = exit_distance(qo, qi, glm::vec3(c + (cell + 1)), glm::vec3(c - cell));
        t = larger(t_skip < t_leaf ? t_skip : t_leaf, t + least);
        at_face = true;
        continue;
      }
      if (at_face) {
        t += jitter * dt;
        at_face = false;
        continue;
      }
      if constexpr (asks_ahead) prefetch_samples(g, place, cells, qo_ahead + (t + dt) * qd, qo_ahead + (t + 2.0f * dt) * qd);
      const glm::vec3 f = qo + moved - glm::vec3(c);
      if (!visit(Sample{.key = place.first + cell, .fraction = f, .t = t_box + t, .dt = dt, .shift = place.shift, .at = c})) return steps;
      t += dt;
    }
  }
  return steps;
}

}  // namespace asrg
