#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where the folder holds cameras_sphere.npz (NeuS, and IDR's object capture sets) or cameras.npz beside a folder image/.
bool is_neus(const std::filesystem::path& folder);

/// Lists a data set of NeuS or IDR: for photo i, world_mat_i (3 x 4 or 4 x 4: world to pixels, K [R | t]) and scale_mat_i (4 x 4: the sphere
/// of radius 1 about the origin, in which the object lies, to the world). Cameras are those of world_mat * scale_mat, so that the object lies in
/// that sphere; where there is no folder of masks, the sphere's box is the stated box. Photos are those in image/ (or images/, rgb/), in numeric
/// order of their names, as many as there are matrices.
/// @throws Error (io) naming file and matrix: no such array, another shape or number of photos, a matrix that is no camera's; Error (unsupported)
///         where pixels are skewed
Listing list_neus(const std::filesystem::path& folder);

/// Decomposes a projection of world points to pixels, P = K [R | t] (R. Hartley and A. Zisserman, "Multiple View Geometry", 6.2.4).
/// @param projection rows of P
/// @param camera gets focal length, principal point and rotation
/// @return the camera's centre
/// @throws Error (io, unsupported) as list_neus
glm::dvec3 take_apart(const double (&projection)[3][4], Camera& camera, const std::string& where);

}  // namespace asrg
