#pragma once

#include <glm/glm.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// The steps by which COLMAP (J. L. Schönberger and J.-M. Frahm, "Structure-from-Motion Revisited", CVPR 2016) finds cameras.
enum class ColmapStep { features, matches, model, principal_point, axes };

/// COLMAP's input and settings.
struct ColmapJob {
  std::filesystem::path images, masks;  ///< folders; `masks` empty: there are none
  std::filesystem::path work;           ///< folder for COLMAP's database, models and output (STEP.log)
  std::vector<std::string> names;       ///< of the photos in `images`, in order
  bool in_order = false;                ///< photos that are neighbours in that order show nearly the same, as those of a video do
  bool one_camera = true;               ///< all photos were taken with the same camera and lens setting
  int longest_side = 0;                 ///< of the photos, pixels
  bool sensitive = false;               ///< take fainter features and accept models of fewer points, as smooth objects need
  bool square = false;                  ///< fit one focal length for both axes
  int features = 2048;                  ///< largest number per photo
  int threads = 0;                      ///< 0: all cores
  std::filesystem::path model;  ///< folder of the model that the last two steps change; theirs are `work`/principal_point and `work`/axes
  glm::dmat3 axes{1};           ///< for the last step: the rotation from the model's frame to the one that it is to have
  bool as_matrix = true;        ///< it is written as COLMAP 3.8 and before read it, else as later ones do
};

/// Up to this number of photos each is compared with each. Of more, and of a video, each is compared with its neighbours only, and the key
/// photos also with each other.
constexpr std::size_t most_compared_with_all = 300;
constexpr std::size_t key_photos = 30;

/// The commands of one step, in the order in which they run, as argument lists without the program's name; they use only the CPU.
/// While it places photos COLMAP keeps the principal point in the picture's middle. The last step, a bundle adjustment of a finished model, finds it, too: that of
/// a phone is some 15 pixels off (fox), which costs a fit 1 dB.
/// For one camera COLMAP fits its OPENCV model (two radial and two tangential coefficients), for a camera of each photo SIMPLE_RADIAL, and from few features, as
/// of a smooth object on a turntable, SIMPLE_PINHOLE: they do not tell a lens's distortion from the object's shape, and where photos were taken on one ring
/// about the object OPENCV's second focal length could be anything, with an object that is as much longer or shorter. Where that is seen to have happened,
/// `square` asks for RADIAL, which is OPENCV with one focal length and without tangential coefficients.
std::vector<std::vector<std::string>> colmap_commands(const ColmapJob& job, ColmapStep step);

/// The average number of features that COLMAP found per photo, from its output (features.log in `work`); 0 where that does not tell.
double features_per_photo(const std::filesystem::path& work);
/// Below this number of features per photo the search is repeated with ColmapJob::sensitive.
constexpr double few_features = 800;

/// The pairs of photos that are compared besides neighbours, in COLMAP's format: up to `key_photos` evenly spaced photos, each with each. They
/// close the loop where a camera moves once round the object.
std::string key_pairs(std::span<const std::string> names);

/// The error message where COLMAP is not installed.
constexpr const char* colmap_missing =
    "cameras are found with the program colmap, which is not installed: apt install colmap (Debian, Ubuntu), brew install colmap (macOS)";

/// Runs one step. Results are kept in `job.work`: features and matches of an interrupted step are continued, models are made anew.
/// @param progress is called with the fraction done, 0..1, and a short text
/// @return false where `stop` became true
/// @throws Error (runtime) where COLMAP is missing or fails, naming its log file. Finding no model is not an error.
bool run_colmap(const ColmapJob& job, ColmapStep step, const std::function<void(double, const std::string&)>& progress,
                const std::atomic<bool>& stop);

}  // namespace asrg
