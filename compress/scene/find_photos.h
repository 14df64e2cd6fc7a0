#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// The file of a photo that a data set names.
struct FoundPhoto {
  std::filesystem::path path;  ///< of the file
  std::string name;            ///< relative to the data set's folder, with forward slashes: View::name
  int reduction = 1;           ///< N where it was looked up in images_N, which holds photos reduced by N; else 1
};

/// Where the names of photos come from, and the folders that they may be relative to.
struct PhotoSource {
  std::filesystem::path folder;            ///< the data set's
  std::string names_from;                  ///< the file that holds the names, for messages: "transforms.json"
  std::vector<std::string> homes = {"."};  ///< folders inside `folder` that names are meant to be relative to, the likeliest first
  bool required = true;                    ///< where none of the files exists: an error (true) or a warning (false)
  bool usual_folders = true;               ///< false: they are looked for in the homes alone, not in images, rgb, ...
};

/// A folder in which data sets keep photos.
struct PhotoFolder {
  const char* name;   ///< relative to the data set's
  int reduction = 1;  ///< N for images_N, which holds photos reduced by N
};

/// The folders that are tried, in this order.
constexpr PhotoFolder usual_photo_folders[] = {{"images"}, {"rgb"}, {"input"}, {"images_2", 2}, {"images_4", 4}, {"images_8", 8}};

/// Looks for each named photo, also in data sets whose paths were written on another machine, by these rules in this order:
///  - as it is named, relative to each home, or absolute; also without its ending (.png, .jpg, .jpeg), as NeRF's files have it;
///  - the longest end of its path that exists in `folder`, in a home or in one of the usual folders, whatever other machine's folders it
///    begins with; back-slashes count as slashes, and names match although they differ by case, Unicode normal form (see folded_name) or
///    the ending of an image.
/// A file that only the second rule finds is dropped where another name means it exactly, or where several different names would share it.
/// @param warnings gets one line on files that do not exist, and one on files that were taken from elsewhere
/// @return for each name its file; nothing where there is none
/// @throws Error (io) where none exists (and one is required): names the first and where it was looked for.
std::vector<std::optional<FoundPhoto>> find_photos(const PhotoSource& source, std::span<const std::string> names,
                                                   std::vector<std::string>& warnings);

}  // namespace asrg
