#pragma once

#include "compress/scene/listing.h"
#include "compress/scene/scene.h"

namespace asrg {

/// A photo as it is read, before it is known what the others are like.
struct LoadedView {
  View view;                                    ///< its image is empty where it is too small for --downscale
  bool masked = false;                          ///< has a mask: a file, alpha below 250 somewhere, or one that was made of its background
  bool alpha_channel = false;                   ///< its file can hold alpha: opaque everywhere may mean that the object fills the picture
  bool cut_out = false;                         ///< what the mask hides has hardly more than one colour: there is no background in the file
  BackgroundMask studio = BackgroundMask::off;  ///< black or white: an unmasked photo before such a background
  /// Where masks are made of the background only if there is no doubt (BackgroundMask::automatic): of which kind it would be (off: it cannot be
  /// masked), whether there is doubt, and the image with that mask.
  BackgroundMask candidate = BackgroundMask::off;
  bool sure = false;
  ImageU8 with_mask;
};

/// Reads the photos and masks of `images` in parallel; the result has their order.
///
/// A separate mask may be of another size than its photo by an integer factor; its grey values become alpha (see
/// apply_mask.h), together with the alpha that the photo has itself. Alpha of at least 250 everywhere is none.
/// A lens that kernels do not know is undone (undo_lens).
/// `options.mask_from_background` (for photos without any mask of their own; where it is automatic, for settle_views to decide) and then `options.downscale` are applied.
/// @throws Error (io) for the first (in order) photo or mask that is broken or has an unexpected size.
std::vector<LoadedView> load_views(const std::vector<PosedImage>& images, const SceneOptions& options);

}  // namespace asrg
