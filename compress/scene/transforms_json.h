#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// The frames of a NeRF-style JSON file: NeRF-synthetic's `transforms_train.json` as well as instant-ngp's and nerfstudio's
/// `transforms.json`. A frame has a `file_path`, relative to the file or wherever `find_photos` finds it, a `transform_matrix`, intrinsics
/// (see frame_camera.h) and optionally a `mask_path`. Where w and h differ from the image's size, intrinsics are scaled.
struct TransformsFrames {
  std::vector<PosedImage> frames;  ///< in the file's order, without those whose images do not exist
  /// nerfstudio's split, where the file has train_filenames, val_filenames or test_filenames: whether a frame is a training or a test view;
  /// parallel to `frames`, else empty. Frames of neither are not used.
  enum class Side { train, test, neither };
  std::vector<Side> sides;
  std::vector<std::string> warnings;  ///< one sentence each
};

/// @param required where none of the file's images exists, that is an error and not only a warning
/// @throws Error (io) naming the file and frame: not JSON, keys that are missing or of the wrong type, a pose or focal
///         length that makes no sense, a broken image; Error (unsupported) for a lens that neither Camera nor Lens describes.
TransformsFrames read_transforms_json(const std::filesystem::path& path, bool required = true);

}  // namespace asrg
