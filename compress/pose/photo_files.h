#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// A photo whose camera is not known yet: its file, and its name in the data set to write.
struct BarePhoto {
  std::filesystem::path file;
  std::filesystem::path mask;  ///< its mask's file, or empty
  std::string name;     ///< in the data set's images/: the file's name (spaces become _), with .png behind it where it is written anew
  int orientation = 0;  ///< EXIF orientation (see image_orientation)
};

/// What is measured of a photo, so that it need not stay in memory.
struct PhotoSummary {
  glm::ivec2 size{0};    ///< pixels, upright
  std::string camera;    ///< make, model and focal length as its EXIF data have them, or empty
  double sharpness = 0;  ///< see sharpness.h, of the photo reduced to 1024 pixels
  ImageF thumbnail;      ///< brightness, at most 64 pixels a side
};

/// The photos of a folder: the images in it, or where there are none in its images/, rgb/, input/ or photos/, in name order, with their
/// masks (mask_files.h).
/// @throws Error (io) where it holds no images, or cannot be listed
std::vector<BarePhoto> photos_of_folder(const std::filesystem::path& folder);

/// Puts a photo into the data set `dataset`: upright, as images/NAME, in a format that every program reads (an upright JPEG or 8-bit PNG is
/// copied, anything else becomes a PNG), and its mask, if it has one or its pixels have alpha, as masks/NAME.png. Files that exist already
/// stay as they are.
/// @throws Error (io, unsupported) naming the photo
PhotoSummary put_photo(const BarePhoto& photo, const std::filesystem::path& dataset);

/// The same for all photos, in parallel.
/// @param done is called with the number of photos that are ready, never from two threads at a time
/// @return parallel to `photos`; shorter where `stop` became true meanwhile
std::vector<PhotoSummary> put_photos(const std::vector<BarePhoto>& photos, const std::filesystem::path& dataset,
                                     const std::function<void(std::size_t)>& done, const std::atomic<bool>& stop);

/// True where all photos have one size and (where EXIF data tell) were taken with one camera at one focal length.
bool taken_with_one_camera(const std::vector<PhotoSummary>& summaries);

}  // namespace asrg
