#include "viewer/render/brick_lines.h"

#include "cuda/render/false_colour.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// One end of a line.
struct LineEnd {
  glm::vec2 pixel;
  float depth;  ///< as the depth layer: 0.5 at the distance of the box's centre along the ray, 1 half a diagonal of the box behind it
};

void draw_line(LineEnd a, LineEnd b, glm::vec3 colour, const ImageF& depth, ImageU8& picture) {
  const glm::vec2 size(picture.width, picture.height);
  const glm::vec2 d = b.pixel - a.pixel;
  const float length = std::max(std::abs(d.x), std::abs(d.y));
  // At most 4096 steps, for lines that reach far outside the picture.
  const int steps = static_cast<int>(std::min(length, 4096.0f)) + 1;
  for (int i = 0; i <= steps; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(steps);
    const glm::vec2 p = a.pixel + t * d;
    if (!(p.x >= 0 && p.y >= 0 && p.x < size.x && p.y < size.y)) continue;
    const int x = static_cast<int>(p.x), y = static_cast<int>(p.y);
    const float* surface = depth.at(x, y);
    const bool behind = surface[3] > 0.5f && a.depth + t * (b.depth - a.depth) > surface[0] + 0.02f;
    if (behind) continue;
    std::uint8_t* to = picture.at(x, y);
    for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(0.45f * static_cast<float>(to[c]) + 0.55f * 255.0f * colour[c]);
    to[3] = 255;
  }
}

}  // namespace

void draw_brick_lines(const Model& model, const Camera& camera, const ImageF& depth, ImageU8& picture) {
  const Lattice& lattice = model.topology.lattice;
  const Box box = lattice.box();
  const glm::vec3 centre = 0.5f * (box.min + box.max);
  const float inverse_diagonal = 1.0f / glm::length(box.max - box.min);
  static constexpr int edges[12][2] = {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}};
  const Box inside = lattice.box_in_lattice();
  for (const Brick& b : model.topology.bricks) {
    const Box brick = brick_box(lattice, b);
    if (glm::any(glm::lessThan(brick.min, inside.min)) || glm::any(glm::greaterThan(brick.max, inside.max))) continue;  // surroundings
    LineEnd ends[8];
    bool visible = true;
    for (int k = 0; k < 8 && visible; ++k) {
      const glm::vec3 corner = lattice.to_world(glm::mix(brick.min, brick.max, glm::vec3(cube_corner(k))));
      visible = camera.project(corner, ends[k].pixel);
      const glm::vec3 direction = glm::normalize(corner - camera.position);
      ends[k].depth = 0.5f + glm::dot(corner - centre, direction) * inverse_diagonal;
    }
    if (!visible) continue;
    for (const auto& e : edges)
      draw_line(ends[e[0]], ends[e[1]], level_colour(static_cast<float>(b.level), lattice.levels), depth, picture);
  }
}

void draw_brick_lines(Frame& frame, const RenderModel& drawn, const Model& model, const Camera& camera, bool surroundings,
                      ImageU8& picture) {
  ImageF depth(camera.size.x, camera.size.y, 4);
  RenderSettings plain;
  plain.layer = Layer::depth;
  plain.surroundings = surroundings;
  frame.draw(drawn, camera, plain, depth);
  draw_brick_lines(model, camera, depth, picture);
}

}  // namespace asrg
