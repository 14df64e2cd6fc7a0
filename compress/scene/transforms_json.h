#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// The frames of a NeRF-style JSON file: NeRF-synthetic's `transforms_train.json` (camera_angle_x; paths without
/// extension) as well as instant-ngp's and nerfstudio's `transforms.json` (fl_x, fl_y, cx, cy, w, h, k1, k2, k3, p1, p2,
/// each for all frames or a frame of its own; mask_path). Poses are camera-to-world in OpenGL axes (x right, y up, z
/// backward) and are turned into those of Camera. Where w and h differ from the image's size, intrinsics are scaled.
struct TransformsFrames {
  std::vector<PosedImage> frames;  ///< in the file's order, without those whose images do not exist
  std::size_t named = 0;           ///< frames in the file
  MissingFiles missing;
};

/// @throws Error (io) naming the file and frame: not JSON, keys that are missing or of the wrong type, a pose or focal
///         length that makes no sense, a broken image; Error (unsupported) for a camera model other than pinhole/OPENCV.
TransformsFrames read_transforms_json(const std::filesystem::path& path);

}  // namespace asrg
