#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace asrg {

/// Finds image files by names that need not match to the letter; lists each folder once.
class FolderNames {
 public:
  /// The file that the last of `parts` means, in the folders that the others mean, from `start` on: as it is written, else in another case
  /// or Unicode normal form, else with another ending of an image (.png before .jpg before .jpeg). Empty where there is none.
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
