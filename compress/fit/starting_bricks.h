#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/hull_leniency.h"
#include "cuda/grid/brick.h"

#include <vector>

namespace asrg {

/// Leaves of `level` that cover the visual hull where the scene has masks, else the whole lattice. With surroundings: what several cameras see
/// and what is not right before one; beyond the box a level coarser.
/// @throws Error (io) where there would be none: photos and cameras do not fit together
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level);

/// The grid whose hull starting_bricks() wants.
HullGrid starting_grid(const Lattice& lattice, int level);

/// The same from a hull that is at hand.
/// @param hull of starting_grid(); of no meaning without masks
std::vector<Brick> starting_bricks(const Scene& scene, const Lattice& lattice, int level, const LenientHull& hull);

}  // namespace asrg
