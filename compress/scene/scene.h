#pragma once

#include "compress/scene/sight_line.h"
#include "cuda/camera/camera.h"
#include "cuda/core/image.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Whether masks are made of a near-black or near-white studio background of photos without alpha: never; always, of black or of white; or
/// automatically, where is_sure_background holds for 95 % of the photos and the others could be masked, too.
enum class BackgroundMask { off, automatic, black, white };

/// One photo and its camera.
struct View {
  std::string name;     ///< file name relative to the data set, e.g. "train/r_0.png"; identifies the view in provenance
  Camera camera;        ///< for the image as loaded (after --downscale)
  ImageU8 image;        ///< RGBA, sRGB, straight alpha; alpha is 255 everywhere where the data set has no mask
  glm::vec2 depths{0};  ///< nearest and farthest of what the photo shows, along its axis, world units; 0 where the data set does not say
};

/// The cameras of views.
inline std::vector<Camera> cameras_of(std::span<const View> views) {
  std::vector<Camera> cameras;
  for (const View& v : views) cameras.push_back(v.camera);
  return cameras;
}

/// A data set in memory, the same for all formats.
struct Scene {
  std::string name;         ///< the folder's name
  std::string format;       ///< "nerf-synthetic", "instant-ngp", "colmap", "llff", "middlebury", "neus", "metashape", "realitycapture"
  std::vector<View> train;  ///< views to fit on
  std::vector<View> test;   ///< views to judge on: a test split, or those held out
  std::vector<std::string> names;                          ///< of all views of the data set, loaded or not
  BackgroundMask masked_background = BackgroundMask::off;  ///< the studio background that alpha was made of (black or white), if any
  bool masked = false;                   ///< alpha separates object and background; else the photos show a real background
  std::vector<glm::vec3> sparse_points;  ///< structure-from-motion points, where the data set has them
  std::vector<SightLine> sight_lines;    ///< of the training views, where sight_lines() (stereo/) has looked for them
  std::optional<Box> stated_box;         ///< bounding box of the object where the data set states one; `scene_box` (box.h) finds it else
  /// What was subtracted from all positions in the data set's files, in double precision, world units: cameras, points and box are relative
  /// to it. Zero for ordinary scenes (see find_origin_offset).
  glm::dvec3 origin_offset{0};
  std::vector<std::string> warnings;  ///< one sentence each, for the user
};

struct SceneOptions {
  int downscale = 1;  ///< integer factor, area filter on premultiplied alpha
  int holdout = 0;    ///< k > 0: every k-th training view in name order (0, k, 2k, ...) becomes a test view
  BackgroundMask mask_from_background = BackgroundMask::off;
  bool load_train = true;  ///< false: `train` stays empty (eval on test only)
  bool load_test = true;
  const std::atomic<bool>* stop = nullptr;  ///< once it is true no further photo is read, and load_scene throws Error (runtime)
  std::optional<glm::dvec3> origin_offset;  ///< that of the model which the photos are compared with; none: find_origin_offset
};

/// True where the folder holds a data set of a known format: photos with cameras.
bool has_cameras(const std::filesystem::path& folder);

struct Listing;
/// The photos and cameras that such a folder lists (listing.h), with their separate mask files; no pixels are read.
/// @throws Error as load_scene
Listing list_scene(const std::filesystem::path& folder);

/// Reads a data set of any known format, which is detected from the folder's files.
/// @throws Error (io) naming the folder or file and what is wrong with it; Error (unsupported) for an unknown camera model.
Scene load_scene(const std::filesystem::path& folder, const SceneOptions& options = {});

}  // namespace asrg
