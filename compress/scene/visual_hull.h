#pragma once

#include "compress/scene/scene.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

struct VisualHullOptions {
  float tolerance = 0.02f;  ///< a point stays if at most this share of the views that see it sees background there
  float min_seen = 0.5f;    ///< a point goes if fewer than this share of all views has it inside the image
};

/// Divides `box` into dims.x * dims.y * dims.z equal cells and tells for each (1 or 0; x runs fastest, then y, then z)
/// whether it lies in the visual hull: where no view sees only background. A view sees background at a cell when alpha is
/// 0 throughout the square, in its image, that encloses the projection of the cell's circumscribed sphere; parts that are
/// thinner than a cell therefore survive, and the hull is never too small. Views without masks (alpha 255) only count
/// what they see: with them alone the result is the region that at least `min_seen` of the views share.
///
/// Parallel, and deterministic. 100 views of 800 x 800 pixels and 128^3 cells take about a second on two cores.
std::vector<std::uint8_t> carve_visual_hull(std::span<const View> views, const Box& box, glm::ivec3 dims,
                                            const VisualHullOptions& options = {});

}  // namespace asrg
