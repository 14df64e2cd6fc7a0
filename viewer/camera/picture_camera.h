#pragma once

#include "cuda/camera/camera.h"
#include "cuda/grid/lattice.h"

namespace asrg {

/// How many times the model may be made coarser (see coarser()) with its finest cells not larger than a pixel's footprint at the object.
/// @param most the largest result
int level_of_detail(const Lattice& lattice, const Camera& camera, int most);

/// The camera of a part of the picture: `rows` rows of pixels from `first` on.
Camera band_of(const Camera& camera, int first, int rows);
/// The camera of the same picture with its resolution scaled by `scale`.
Camera scaled(const Camera& camera, float scale);

}  // namespace asrg
