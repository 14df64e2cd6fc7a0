#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/hull_leniency.h"
#include "cuda/grid/brick.h"

#include <vector>

namespace asrg {

/// Leaves of `level` that cover the visual hull where the scene has masks, else the whole lattice. With surroundings: leaves that cover the space which
/// enough cameras see and which is not right before one of them; beyond the box a level coarser.
/// @throws Error (io) where there would be none: photos and cameras do not fit together
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level);

/// The grid on which the visual hull is needed for starting_bricks().
HullGrid starting_grid(const Lattice& lattice, int level);

/// The same from a hull that has been carved.
/// @param hull on starting_grid(); not used without masks
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level, const LenientHull& hull);

}  // namespace asrg
