#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace asrg {

/// The entry that every .asrg archive has.
constexpr const char* manifest_name = "model.json";
/// The first bytes of every PNG file.
constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

/// A file name's extension in lower case, with its point.
std::string lower_extension(const std::filesystem::path& path);

/// The kinds of files that this program writes. A file of another kind is never replaced by one of them.
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

/// The kind with its article, for a sentence: "a PNG picture".
const char* name_of(FileKind kind);

/// Is the file of that kind, judging by its first bytes (and for an .asrg file by its name)? An empty file is of every kind.
/// @throws Error (io) where it cannot be read
bool is_of_kind(const std::filesystem::path& file, FileKind kind);

/// Is the file a complete mp4: do all of its boxes (ISO/IEC 14496-12) lie within the file, "moov" among them? False where it cannot be read.
bool is_complete_mp4(const std::filesystem::path& file);

/// The form in which frames are written.
enum class FrameOutputKind { picture, video, folder };

/// The form that an output's name stands for: *.png, *.mp4 (in any case), or a folder: an existing one, or a name without an extension or with a slash
/// at its end.
/// @throws Error (arguments) for another extension
FrameOutputKind frame_output_kind(const std::filesystem::path& output);

}  // namespace asrg
