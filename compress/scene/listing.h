#pragma once

#include "cuda/camera/camera.h"

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
};

/// What a reader finds in a data set's folder: everything but the pixels.
struct Listing {
  std::vector<PosedImage> train;
  std::vector<PosedImage> test;
  bool numeric_names = false;  ///< names count without leading zeros (r_2 comes before r_10)
  std::vector<glm::vec3> sparse_points;
  std::optional<Box> box;
  std::vector<std::string> warnings;
};

/// Files that a data set names and that do not exist.
class MissingFiles {
 public:
  void add(const std::string& name) { names_.push_back(name); }
  bool empty() const { return names_.empty(); }
  /// One sentence that counts them and names the first few.
  std::string warning(const std::string& source, std::size_t total) const;

 private:
  std::vector<std::string> names_;
};

/// The image files of a folder (by extension; not its sub-folders, and not the masks of others), sorted by name. Where there is
/// no PNG or JPEG, those of formats that are not read, so that reading one says so.
/// @throws Error (io) where the folder does not exist.
std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder);

}  // namespace asrg
