#pragma once

#include "cuda/render/interpolate.h"
#include "cuda/render/ray_box.h"

namespace asrg {

/// The most samples that one ray takes. A contracted ray is no longer than two diagonals.
ASRG_HD inline int most_samples(glm::ivec3 extent, float step) { return static_cast<int>(2.0f * glm::length(glm::vec3(extent)) / step) + 8; }

/// march() in a lattice with surroundings (see contraction.h). A ray is a curve there, taken as straight from one look-up to the next; steps have
/// the same length in cells everywhere, so that far away they are long. Sample::dt is that length, Sample::t the distance in space.
template <class View, class Visit>
ASRG_HD int march_contracted(const View& g, const Ray& ray, float step, float jitter, Visit&& visit) {
  // Half the box's size is the unit of u and v; t is in lattice units.
  const glm::vec3 extent(g.extent), quarter = 0.25f * extent, centre = 0.5f * extent, unit = 1.0f / quarter;
  const glm::vec3 o = ((ray.origin - g.origin) * g.inverse_cell - centre) * unit, v = slanted(ray.direction * unit), inverse = 1.0f / v;
  const float t_end = exit_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach)), fastest = maximum_norm(v);
  const float ahead = look_ahead(extent), least = 0.5f * ahead;
  const int most = most_samples(g.extent, step);
  float t = entry_distance(o, inverse, glm::vec3(-g.reach), glm::vec3(g.reach));
  int steps = 0, samples = 0;
  bool at_face = true;  // t is where a skip ended, not yet the place of a sample
  while (t < t_end) {
    const Contracted c = contract(o + t * v, v);
    const glm::vec3 p = centre + quarter * c.position, q = slanted(quarter * c.velocity), p_ahead = p + ahead * signs(q), to_t = 1.0f / q;
    // So far the curve is straight enough to skip what is empty; at least a little further.
    const float farthest = 0.25f * larger(c.norm, 1.0f) / fastest, nearest = least / maximum_norm(q);
    const auto skip_to = [&](glm::vec3 lo, glm::vec3 hi) {
      const float dt = exit_distance(p, to_t, lo, hi);
      t += larger(dt < farthest ? dt : farthest, nearest);
      at_face = true;
    };
    const glm::ivec3 entry = clamp_ivec(glm::ivec3(p_ahead) >> 3, g.table_size - 1);
    const std::int32_t leaf = g.table[(entry.z * g.table_size.y + entry.y) * g.table_size.x + entry.x];
    ++steps;
    if (leaf < 0) {
      skip_to(glm::vec3((entry + (leaf + 1)) * brick_edge), glm::vec3((entry - leaf) * brick_edge));
      continue;
    }
    const LeafPlace place = g.leaves[leaf];
    const float width = static_cast<float>(1 << place.shift), scale = 1.0f / width;
    const glm::vec3 origin(place.origin);
    const glm::ivec3 at = clamp_ivec(glm::ivec3((p_ahead - origin) * scale), glm::ivec3(brick_edge - 1));
    const int cell = cells_of(g, leaf, place)[(at.z * brick_edge + at.y) * brick_edge + at.x];
    ++steps;
    if (cell < 0) {
      skip_to(origin + width * glm::vec3(glm::max(at + (cell + 1), glm::ivec3(0))), origin + width * glm::vec3(glm::min(at - cell, glm::ivec3(brick_edge))));
      continue;
    }
    const float length = step * width, dt = length / glm::length(q);
    if (at_face) {
      t += jitter * dt;
      at_face = false;
      continue;
    }
    if (++samples > most || !visit(Sample{place.first + cell, (p - origin) * scale - glm::vec3(at), t, length, place.shift, at})) return steps;
    t += dt;
  }
  return steps;
}

}  // namespace asrg
