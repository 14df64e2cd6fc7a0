#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has a COLMAP model in sparse/0, sparse, colmap/sparse/0 or the folder itself.
bool is_colmap(const std::filesystem::path& folder);

/// Lists a data set with a COLMAP model, photos in `images/` (or in the folder itself) and, where there is such a folder,
/// masks in `masks/`. All views are training views. Where an image's size differs from its camera's, intrinsics are scaled.
/// @throws Error (io, unsupported) as `read_colmap_model`, and where none of its images exists, an image's camera is not
///         in the model, or an image lacks its mask.
Listing list_colmap(const std::filesystem::path& folder);

}  // namespace asrg
