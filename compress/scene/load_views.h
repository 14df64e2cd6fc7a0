#pragma once

#include "compress/scene/listing.h"
#include "compress/scene/scene.h"

namespace asrg {

/// One photo as read. settle_views then decides from all of them whether the data set has masks.
struct LoadedView {
  View view;                   ///< its image is empty where it is too small for --downscale
  bool masked = false;         ///< has a mask: a file, alpha below 250 somewhere, or one that was made of its background
  bool alpha_channel = false;  ///< its file can hold alpha: opaque everywhere may mean that the object fills the picture
  bool cut_out = false;        ///< the pixels that the mask hides have nearly all one colour: the file holds no real background
  BackgroundMask studio = BackgroundMask::off;  ///< black or white: an unmasked photo with such a background
  /// With BackgroundMask::automatic, of an unmasked photo: the background of which a mask could be made (off: of none), whether
  /// is_sure_background holds, and the image with that mask.
  BackgroundMask candidate = BackgroundMask::off;
  bool sure = false;
  ImageU8 with_mask;
};

/// Reads the photos and masks of `images` in parallel; the result has their order.
///
/// A separate mask may be of another size than its photo by an integer factor; its grey values become alpha (see
/// apply_mask.h), together with the alpha that the photo has itself. Alpha of at least 250 everywhere does not count as a mask.
/// A lens that Camera cannot describe is undone (undo_lens).
/// `options.mask_from_background` (for photos without a mask of their own; with automatic, settle_views decides later) and then
/// `options.downscale` are applied.
/// @throws Error (io) for the first (in order) photo or mask that is broken or has an unexpected size.
std::vector<LoadedView> load_views(const std::vector<PosedImage>& images, const SceneOptions& options);

}  // namespace asrg
