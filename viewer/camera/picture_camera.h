#pragma once

#include "cuda/camera/camera.h"
#include "cuda/grid/lattice.h"

namespace asrg {

/// How often the model may be made coarser (see coarser()) so that its cells stay about as small as a picture's pixels are where the object is.
/// @param most the answer's limit
int level_of_detail(const Lattice& lattice, const Camera& camera, int most);

/// The camera for `rows` rows of pixels from `first` on.
Camera band_of(const Camera& camera, int first, int rows);
/// The camera for a picture scaled by `scale`.
Camera scaled(const Camera& camera, float scale);

}  // namespace asrg
