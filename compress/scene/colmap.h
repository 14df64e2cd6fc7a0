#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has a COLMAP model in one of the places of colmap_folder.h.
bool is_colmap(const std::filesystem::path& folder);

struct ColmapImage;
/// The centre of an image's camera, world units.
glm::dvec3 colmap_camera_centre(const ColmapImage& image);

/// Lists a data set with a COLMAP model (the one with the most images) and photos in `images/` (or in the folder itself, or wherever
/// `find_photos` finds them). All views are training views. Where an image's size differs from its camera's, intrinsics are scaled.
/// @throws Error (io, unsupported) as `read_colmap_model`, and where none of its images exists or an image's camera is not in the model.
Listing list_colmap(const std::filesystem::path& folder);

}  // namespace asrg
