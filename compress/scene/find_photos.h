#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// Where a photo lies that a data set names.
struct FoundPhoto {
  std::filesystem::path path;  ///< of the file
  std::string name;            ///< relative to the data set's folder, with forward slashes: View::name
  std::string inner;           ///< relative to the folder in which it was looked up (images, ...): what a mask beside it is called after
  int reduction = 1;           ///< N where it was looked up in images_N, which holds photos reduced by N; else 1
};

/// What names photos, and what its names are relative to.
struct PhotoSource {
  std::filesystem::path folder;            ///< the data set's
  std::string names_from;                  ///< what holds the names, for messages: "transforms.json"
  std::vector<std::string> homes = {"."};  ///< folders inside `folder` that names are meant to be relative to, the likeliest first
  bool required = true;                    ///< none of the files there is an error, not only a warning
  bool usual_folders = true;               ///< false: they are looked for in the homes alone, not in images, rgb, ...
};

/// Looks for each named photo where data sets from other machines have them, in this order:
///  - as it is named, relative to each home, or absolute; also without its ending (.png, .jpg, .jpeg), as NeRF's files have it;
///  - the longest end of its path that exists in `folder`, in a home or in images, rgb, input, images_2, images_4 or images_8, whatever
///    other machine's folders it begins with; back-slashes count as slashes, and names match although they differ by case, Unicode normal
///    form (see folded_name) or the ending of an image.
/// Where only the second rule finds a file that another name means exactly, or that several different names would share, it is none.
/// @param warnings gets one line on files that do not exist, and one on files that were taken from elsewhere
/// @return for each name its file; nothing where there is none
/// @throws Error (io) where none exists (and one is required): names the first and where it was looked for.
std::vector<std::optional<FoundPhoto>> find_photos(const PhotoSource& source, std::span<const std::string> names,
                                                   std::vector<std::string>& warnings);

}  // namespace asrg
