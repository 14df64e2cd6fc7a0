#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// How a data set is made of photos without cameras.
struct PoseOptions {
  std::filesystem::path source;  ///< folder of photos, or a video
  /// The folder to write: images/, masks/ (where there are any), sparse/0, and colmap-work/, which may be removed afterwards.
  std::filesystem::path dataset;
  int frames = 100;              ///< number of frames to take from a video
  bool drop_blurred = false;     ///< leave out photos that are much less sharp than their neighbours
  std::string cameras = "auto";  ///< "one" for all photos, "each" photo its own, "auto": one where size and EXIF data are the same
  int features = 2048;           ///< largest number per photo; the time to compare two photos grows with its square
  std::string mask_command;      ///< makes masks for photos without (mask_command.h); empty: none
  int threads = 0;               ///< 0: all cores
};

/// Receives progress and notes for the user.
struct PoseListener {
  std::function<void(const std::string& step, double fraction, const std::string& text)> progress;
  std::function<void(const std::string& sentence)> note;
};

/// The result of pose_photos.
struct PosedPhotos {
  bool stopped = false;                ///< `stop` became true; finished steps are kept
  bool known = false;                  ///< an earlier call had done everything
  std::vector<std::string> posed;      ///< photos whose cameras were found: names in images/
  std::vector<std::string> not_posed;  ///< photos without a camera, likewise
  std::vector<std::string> left_out;   ///< blurred photos that were dropped
  std::size_t points = 0;              ///< number of structure-from-motion points
};

/// Finds the cameras of photos or of a video's frames with COLMAP (colmap_program.h), and writes a data set in COLMAP's layout, which
/// load_scene reads and which holds the points from which the object's box is found. Photos are turned upright. Of several partial models the
/// largest is taken.
///
/// Each finished step is noted in colmap-work/state.json: a second call continues after it, or does nothing. With other photos, or other
/// options that matter, all is done anew.
/// @throws Error (io) where photos cannot be read, the folder cannot be written or holds another data set; Error (runtime) where COLMAP is
///         missing, fails, or finds no model of at least three photos
PosedPhotos pose_photos(const PoseOptions& options, const PoseListener& listener, const std::atomic<bool>& stop);

/// True for what pose_photos can read and load_scene cannot: a video, or a folder of photos without cameras.
bool needs_cameras(const std::filesystem::path& source);

}  // namespace asrg
