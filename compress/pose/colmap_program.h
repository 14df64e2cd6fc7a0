#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// The steps by which COLMAP (J. L. Schönberger and J.-M. Frahm, "Structure-from-Motion Revisited", CVPR 2016) finds cameras.
enum class ColmapStep { features, matches, model };

/// What COLMAP is to work on, and how.
struct ColmapJob {
  std::filesystem::path images, masks;  ///< folders; `masks` empty: there are none
  std::filesystem::path work;           ///< folder for its database, models and what it says (STEP.log)
  std::vector<std::string> names;       ///< of the photos in `images`, in order
  bool in_order = false;                ///< photos that are neighbours in that order show nearly the same, as those of a video do
  bool one_camera = true;               ///< all photos were taken with the same camera and lens setting
  int longest_side = 0;                 ///< of the photos, pixels
  bool sensitive = false;               ///< faint features, too, and models of few points: for smooth objects
  int features = 2048;                  ///< at most, of each photo
  int threads = 0;                      ///< 0: all cores
};

/// Which photos are compared: each with each up to so many; of more, and of a video, each with its neighbours, and some with all others.
constexpr std::size_t most_compared_with_all = 300;
constexpr std::size_t key_photos = 30;

/// The words of the commands of one step, without COLMAP's name: on the CPU, one command after the other.
/// Of one camera, the OPENCV model is learnt (two radial and two tangential coefficients), of each photo's own SIMPLE_RADIAL.
std::vector<std::vector<std::string>> colmap_commands(const ColmapJob& job, ColmapStep step);

/// How many features COLMAP found in a photo on average, as it said (features.log in `work`); 0 where it said nothing.
double features_of_a_photo(const std::filesystem::path& work);
/// Below so many of them the sensitive way is worth its time.
constexpr double few_features = 800;

/// The pairs of photos that are compared besides neighbours, in COLMAP's format: each of up to `key_photos` photos that are evenly spread
/// with each other. They find that a turn comes round to where it began.
std::string key_pairs(std::span<const std::string> names);

/// The words that a sentence asks for COLMAP with.
constexpr const char* colmap_missing =
    "cameras are found with the program colmap, which is not installed: apt install colmap (Debian, Ubuntu), brew install colmap (macOS)";

/// Runs one step. What was found before stays in `job.work`; features and matches go on from there, models are made anew.
/// @param progress gets 0..1 and a few words
/// @return false where `stop` became true
/// @throws Error (runtime) where COLMAP is not there, or ends otherwise than well, with where to read more. That there is no model is none.
bool run_colmap(const ColmapJob& job, ColmapStep step, const std::function<void(double, const std::string&)>& progress,
                const std::atomic<bool>& stop);

}  // namespace asrg
