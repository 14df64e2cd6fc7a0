#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has a `transforms.json`.
bool is_instant_ngp(const std::filesystem::path& folder);

/// Lists a data set with one `transforms.json`, as instant-ngp and nerfstudio write it; all views are training views, but for those that
/// nerfstudio's test_filenames (or val_filenames) name.
/// @throws Error as `read_transforms_json`, and (io) where the split leaves nothing to fit.
Listing list_instant_ngp(const std::filesystem::path& folder);

}  // namespace asrg
