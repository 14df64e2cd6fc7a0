#pragma once

#include <filesystem>

namespace asrg {

/// The kinds of files that are written, so that a file of another kind is not replaced by one of them.
enum class FileKind {
  model,        ///< .asrg
  png,          ///< a picture
  mp4,          ///< a video
  checkpoint,   ///< of an interrupted build
  results,      ///< JSON of `asrg eval`
  saved_views,  ///< JSON of the viewer
  page,         ///< HTML
  curve,        ///< CSV of `asrg sweep`
  plot,         ///< SVG of `asrg sweep`
  report,       ///< HTML of `asrg sweep` and `asrg eval`
};

/// With its article, for a sentence: "a PNG picture".
const char* name_of(FileKind kind);

/// Is a file of that kind, as far as its first bytes tell? A damaged one may be, an empty one is of every kind.
/// @throws Error (io) where it cannot be read
bool is_of_kind(const std::filesystem::path& file, FileKind kind);

/// Is it a whole mp4: are all parts (ISO/IEC 14496-12 calls them boxes) within the file, and the table of contents ("moov") among them?
/// False where it cannot be read.
bool is_complete_mp4(const std::filesystem::path& file);

/// What the frames of a picture, a turntable or a path become.
enum class FrameOutputKind { picture, video, folder };

/// What an output's name asks for: *.png, *.mp4 (whatever the case), or a folder: one that is there, or a name without an ending or with a
/// slash behind it.
/// @throws Error (arguments) for another ending, with the sentence that says so
FrameOutputKind frame_output_kind(const std::filesystem::path& output);

}  // namespace asrg
