#pragma once

#include "compress/fit/checkpoint.h"

namespace asrg {

/// The bricks of another lattice whose cells are as large as those of a grid, as nearly as levels allow, and cover its active cells.
/// @param bricks leaves of `from`
/// @param to a lattice over about the same space
/// @return leaves in any order; none overlap
std::vector<Brick> resampled_bricks(const std::vector<Brick>& bricks, const Lattice& from, const Lattice& to);

/// A fit on another lattice: each corner there takes the value of the fit's field at its position. A corner outside the fit's active cells takes what the
/// coarsest cells around it say. Adam's moments of the grid begin at zero; all else goes on as it was.
/// @param to a lattice over about the same space, as make_lattice() makes of the same box with another resolution
FitCheckpoint resampled(FitCheckpoint from, const Lattice& to);

}  // namespace asrg
