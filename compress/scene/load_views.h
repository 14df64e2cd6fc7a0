#pragma once

#include "compress/scene/listing.h"
#include "compress/scene/scene.h"

namespace asrg {

/// Reads the photos and masks of `images` in parallel; the result has their order.
///
/// A separate mask may be of another size than its photo by an integer factor; its grey values become alpha (see
/// apply_mask.h), together with the alpha that the photo has itself.
/// `options.mask_from_background` (for photos without any mask of their own) and then `options.downscale` are applied.
/// @throws Error (io) for the first (in order) photo or mask that is broken or has an unexpected size.
std::vector<View> load_views(const std::vector<PosedImage>& images, const SceneOptions& options);

}  // namespace asrg
