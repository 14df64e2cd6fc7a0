#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/visual_hull.h"
#include "cuda/grid/brick.h"

#include <vector>

namespace asrg {

/// Leaves of `level` that cover the visual hull where the scene has masks, else the whole lattice. With surroundings: what several cameras see
/// and what is not right before one; beyond the box a level coarser.
/// @throws Error (io) where there would be none: photos and cameras do not fit together
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level);

/// The same from a hull that is at hand, e.g. from the search for the box.
/// @param hull of `scene.train`
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level, const VisualHull& hull, bool poses_learn = false);

}  // namespace asrg
