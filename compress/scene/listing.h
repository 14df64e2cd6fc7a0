#pragma once

#include "compress/scene/lens.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// A photo that a data set names, before its pixels are read.
struct PosedImage {
  std::string name;             ///< as View::name
  std::filesystem::path image;  ///< exists
  std::filesystem::path mask;   ///< exists, or is empty where the photo has no separate mask
  Camera camera;                ///< for an image of camera.size pixels; the file's size may be a multiple of it
  std::optional<Lens> lens;     ///< of the photo, where `camera` cannot describe it: load_views undoes it
  glm::dvec3 position{0};       ///< of the camera in the data set's own coordinates; load_scene makes camera.position of it
  glm::vec2 depths{0};          ///< as View::depths
};

/// A box in the data set's own coordinates.
struct StatedBox {
  glm::dvec3 min{0}, max{0};
};

/// What a reader finds in a data set's folder: everything but the pixels.
struct Listing {
  std::vector<PosedImage> train;
  std::vector<PosedImage> test;
  bool numeric_names = false;             ///< names count without leading zeros (r_2 comes before r_10)
  std::vector<glm::dvec3> sparse_points;  ///< in the data set's own coordinates
  std::optional<StatedBox> box;
  std::vector<std::string> warnings;
};

/// Keeps of each photo that is listed more than once the first entry. One warning counts them, and another those that are in both `train`
/// and `test`.
void take_each_once(Listing& listing);

/// The image files of a folder (by extension; not its sub-folders, and not the masks of others), sorted by name. Where there are only
/// images of formats that cannot be read, those, so that the error names the format. Of NAME.heic beside NAME.jpg the latter is taken.
/// @throws Error (io) where the folder does not exist.
std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder);

}  // namespace asrg
