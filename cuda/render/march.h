#pragma once

#include "cuda/render/interpolate.h"

namespace asrg {

/// Distance along the ray to where it leaves the box [lo, hi].
ASRG_HD inline float exit_distance(glm::vec3 origin, glm::vec3 inverse_direction, glm::vec3 lo, glm::vec3 hi) {
  const float tx = ((inverse_direction.x > 0 ? hi.x : lo.x) - origin.x) * inverse_direction.x;
  const float ty = ((inverse_direction.y > 0 ? hi.y : lo.y) - origin.y) * inverse_direction.y;
  const float tz = ((inverse_direction.z > 0 ? hi.z : lo.z) - origin.z) * inverse_direction.z;
  const float t = tx < ty ? tx : ty;
  return t < tz ? t : tz;
}

ASRG_HD inline float larger(float a, float b) { return a > b ? a : b; }
ASRG_HD inline int clamp_int(int x, int lo, int hi) { return x < lo ? lo : x > hi ? hi : x; }
ASRG_HD inline glm::ivec3 clamp_ivec(glm::ivec3 p, glm::ivec3 hi) {
  return {clamp_int(p.x, 0, hi.x), clamp_int(p.y, 0, hi.y), clamp_int(p.z, 0, hi.z)};
}

/// Walks a ray through the leaves, front to back, skipping what is empty, and calls `visit(sample)` at steps of `step` cells (of the leaf's
/// own size) until it returns false or the ray leaves the grid. Where a run of active cells begins, the first sample lies `jitter` steps
/// behind its face (0.5: midpoint rule).
/// @return the number of look-ups (of table, cell or sample), a measure of the work
template <class View, class Visit>
ASRG_HD int march(const View& g, const Ray& ray, float step, float jitter, Visit&& visit) {
  constexpr float tiny = 1e-12f;
  const glm::vec3 far = (ray.origin - g.origin) * g.inverse_cell;
  glm::vec3 d = ray.direction;
  for (int k = 0; k < 3; ++k)
    if (d[k] < tiny && d[k] > -tiny) d[k] = d[k] < 0 ? -tiny : tiny;
  const glm::vec3 inverse{1.0f / d.x, 1.0f / d.y, 1.0f / d.z};
  const glm::vec3 extent(g.extent);
  // Cells are looked up this far ahead along each axis: a face counts as passed, whatever rounding says, and no ray creeps along one.
  const float ahead = 1e-3f + 3e-7f * (extent.x + extent.y + extent.z), least = 0.5f * ahead;
  float t_box = 0;  // where the box begins; distances are counted from there, or a far camera's would be too coarse to walk with
  for (int k = 0; k < 3; ++k) {
    const float entry = ((inverse[k] > 0 ? 0.0f : extent[k]) - far[k]) * inverse[k];
    t_box = entry > t_box ? entry : t_box;
  }
  if (!(t_box < exit_distance(far, inverse, glm::vec3(0), extent))) return 0;
  const glm::vec3 o = glm::clamp(far + t_box * d, glm::vec3(0), extent);
  const glm::vec3 o_ahead = o + ahead * glm::vec3(d.x < 0 ? -1.0f : 1.0f, d.y < 0 ? -1.0f : 1.0f, d.z < 0 ? -1.0f : 1.0f);
  const float t_end = exit_distance(o, inverse, glm::vec3(0), extent) - ahead;
  float t = 0;
  int steps = 0;
  bool at_face = true;  // t is where a skip ended, not yet the place of a sample
  while (t < t_end) {
    const glm::vec3 p = o_ahead + t * d;
    const glm::ivec3 entry = clamp_ivec(glm::ivec3(p) >> 3, g.table_size - 1);
    const std::int32_t leaf = g.table[(entry.z * g.table_size.y + entry.y) * g.table_size.x + entry.x];
    ++steps;
    if (leaf < 0) {
      const glm::vec3 lo((entry + (leaf + 1)) * brick_edge), hi((entry - leaf) * brick_edge);
      t = larger(exit_distance(o, inverse, lo, hi), t + least);
      at_face = true;
      continue;
    }
    const LeafPlace place = g.leaves[leaf];
    const float width = static_cast<float>(1 << place.shift), scale = 1.0f / width;
    const glm::vec3 origin(place.origin), qo = (o - origin) * scale, qo_ahead = (o_ahead - origin) * scale, qd = d * scale, qi = inverse * width;
    const float t_leaf = larger(exit_distance(qo, qi, glm::vec3(0), glm::vec3(brick_edge)), t + least);
    const auto* cells = cells_of(g, leaf, place);
    const float dt = step * width;
    while (t < t_leaf) {
      const glm::vec3 moved = t * qd;
      const glm::ivec3 c = clamp_ivec(glm::ivec3(qo_ahead + moved), glm::ivec3(brick_edge - 1));
      const int cell = cells[(c.z * brick_edge + c.y) * brick_edge + c.x];
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
      const glm::vec3 f = qo + moved - glm::vec3(c);
      if (!visit(Sample{place.first + cell, f, t_box + t, dt, place.shift, c})) return steps;
      t += dt;
    }
  }
  return steps;
}

}  // namespace asrg
