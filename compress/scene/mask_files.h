#pragma once

#include "compress/scene/listing.h"

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// Looks up the separate masks of photos that have none yet, whatever format the data set is of. For a photo images/NAME.jpg, in
/// this order:
/// - masks/ (COLMAP, nerfstudio) or mask/ (NeuS), in the data set or beside the photo's folder: NAME.jpg, NAME.png, NAME.jpg.png,
///   NAME.jpeg, NAME_mask.png, NAME.mask.png, NAME.jpg.mask.png; with the photo's sub-folders, too;
/// - beside the photo: NAME_mask.png, NAME.mask.png, NAME.jpg.mask.png (OpenMVS, Metashape).
///
/// `listing.warnings` names masks that are there but not used: a folder none of whose files is named like a photo, and
/// instant-ngp's dynamic_mask_NAME.png, which mark what moves in a photo of a whole scene, not where the object is.
/// @param folder the data set's
void find_mask_files(const std::filesystem::path& folder, Listing& listing);

/// The files of a folder without those that are the masks of others: NAME_mask, NAME.mask and dynamic_mask_NAME beside NAME.
std::vector<std::filesystem::path> without_masks(const std::vector<std::filesystem::path>& files);

}  // namespace asrg
