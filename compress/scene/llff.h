#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has a `poses_bounds.npy`.
bool is_llff(const std::filesystem::path& folder);

/// Lists a data set in LLFF's layout: `poses_bounds.npy` (N x 17: a 3 x 5 matrix by rows, whose columns are the camera's
/// down, right and back axes, its centre, and (height, width, focal length) at full resolution; then the near and far depths), with rows in
/// name order of the photos in `images/` (or another usual folder that has as many). The principal point is the image's centre; the focal
/// length is scaled to the photos' size. All views are training views.
/// @throws Error (io) naming the file: a wrong shape, another number of photos than rows, a pose that makes no sense.
Listing list_llff(const std::filesystem::path& folder);

}  // namespace asrg
