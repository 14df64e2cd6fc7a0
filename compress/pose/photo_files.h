#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// Pictures without cameras: a photo's file and what it becomes in the data set.
struct BarePhoto {
  std::filesystem::path file;
  std::filesystem::path mask;  ///< of it, or empty
  std::string name;            ///< in the data set's images/: the file's own, with .png behind it where it is written anew
  int orientation = 0;         ///< how its pixels are to be turned, as exif_orientation
};

/// What is seen of a photo when it is looked at.
struct PhotoLook {
  glm::ivec2 size{0};    ///< pixels, upright
  std::string camera;    ///< make, model and focal length as its EXIF data have them, or empty
  double sharpness = 0;  ///< see sharpness.h, of the photo reduced to 1024 pixels
  ImageF thumbnail;      ///< brightness, at most 64 pixels a side
};

/// The photos of a folder: the images in it, or where there are none in its images/, rgb/, input/ or photos/, in name order, with the masks
/// that lie where data sets have them (mask_files.h).
/// @throws Error (io) where it holds no images, or cannot be listed
std::vector<BarePhoto> photos_of_folder(const std::filesystem::path& folder);

/// Puts a photo into the data set `dataset`: upright, as images/NAME, in a format that every program reads (what is an upright JPEG or an
/// 8-bit PNG already is copied, all else becomes a PNG), and its mask, if it has one or its pixels have alpha, as masks/NAME.png.
/// What is there already is left as it is.
/// @throws Error (io, unsupported) naming the photo
PhotoLook put_photo(const BarePhoto& photo, const std::filesystem::path& dataset);

/// Puts all of them, in parallel. @param done is called with the number of those that are ready, one call at a time
/// @return parallel to `photos`; shorter where `stop` became true meanwhile
std::vector<PhotoLook> put_photos(const std::vector<BarePhoto>& photos, const std::filesystem::path& dataset,
                                  const std::function<void(std::size_t)>& done, const std::atomic<bool>& stop);

/// True where all photos have one size and (where EXIF data tell) were taken with one camera at one focal length.
bool taken_with_one_camera(const std::vector<PhotoLook>& looks);

}  // namespace asrg
