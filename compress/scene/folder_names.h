#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace asrg {

/// Finds image files by names that may differ in case, Unicode normal form or ending. Each folder is listed once.
class FolderNames {
 public:
  /// The file at start / parts[0] / parts[1] / ...: with names as they are written, else in another case or Unicode normal form, else (the file
  /// only) with another ending of an image (.png before .jpg before .jpeg). Empty where there is none.
  std::filesystem::path find(const std::filesystem::path& start, std::span<const std::string> parts);

 private:
  struct Folder {
    std::unordered_map<std::string, std::string> names;   ///< by folded name
    std::unordered_map<std::string, std::string> images;  ///< by folded name without an image's ending
  };
  const Folder& list(const std::filesystem::path& folder);

  std::map<std::filesystem::path, Folder> folders_;
};

}  // namespace asrg
