#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has a `transforms_train.json`.
bool is_nerf_synthetic(const std::filesystem::path& folder);

/// Lists a data set in the layout of NeRF's synthetic scenes: `transforms_train.json` and, if there, `transforms_test.json`.
/// @throws Error (io) as `read_transforms_json`, and where none of the training images exists.
Listing list_nerf_synthetic(const std::filesystem::path& folder);

}  // namespace asrg
