#pragma once

#include "compress/model/orbit_pose.h"
#include "compress/model/provenance.h"
#include "cuda/camera/camera.h"
#include "cuda/grid/lattice.h"

namespace asrg {

/// The first view of a model on a page: from the side that was photographed, or else from a corner; far enough to see all of it.
struct HomeView {
  OrbitPose pose;
  glm::vec3 up{0, 0, 1};       ///< unit length
  float field_of_view = 0.7f;  ///< radians, of the picture's narrower side
  Camera camera;               ///< the same for a square picture
};

/// @param size of the square picture, pixels
HomeView home_view(const Lattice& lattice, const Provenance& provenance, int size);

}  // namespace asrg
