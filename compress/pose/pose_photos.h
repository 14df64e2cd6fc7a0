#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// How photos without cameras become a data set.
struct PoseOptions {
  std::filesystem::path source;  ///< folder of photos, or a video
  std::filesystem::path
      dataset;       ///< folder to write: images/, masks/ (where there are any), sparse/0, and colmap-work/, which may go once it is done
  int frames = 100;  ///< of a video
  bool drop_blurred = false;     ///< leave out photos that are much less sharp than their neighbours
  std::string cameras = "auto";  ///< one (for all photos), each (its own), auto: one where size and EXIF data are the same
  int features = 2048;           ///< COLMAP looks for in a photo, at most; comparing two photos takes as long as its square
  std::string mask_command;      ///< makes masks for photos without (mask_command.h); empty: none
  int threads = 0;               ///< 0: all cores
};

/// What goes on, for the user.
struct PoseListener {
  std::function<void(const std::string& step, double fraction, const std::string& text)> progress;
  std::function<void(const std::string& sentence)> note;
};

/// What came out.
struct PosedPhotos {
  bool stopped = false;                ///< `stop` became true; what was done is kept
  bool known = false;                  ///< all was done before
  std::vector<std::string> posed;      ///< names in images/
  std::vector<std::string> not_posed;  ///< likewise
  std::vector<std::string> left_out;   ///< blurred ones that were dropped
  std::size_t points = 0;              ///< that COLMAP found in space
};

/// Finds the cameras of photos or of a video's frames with COLMAP (colmap_program.h), and writes a data set in its layout, for which there is
/// a reader already and which holds the points in space, from which a box is found. Photos are turned upright. Of several models that could
/// not be joined the largest is taken.
///
/// Each step that is done is noted in colmap-work/state.json: a second call goes on behind it, or does nothing. Other photos, or other
/// options that matter, begin anew.
/// @throws Error (io) where photos cannot be read or the folder not be written, or is another data set; Error (runtime) where COLMAP is not
///         there or ends badly, or finds no model of at least three photos
PosedPhotos pose_photos(const PoseOptions& options, const PoseListener& listener, const std::atomic<bool>& stop);

/// Is this something that pose_photos takes and load_scene does not: a video, or a folder of photos in which no cameras lie?
bool needs_cameras(const std::filesystem::path& source);

}  // namespace asrg
