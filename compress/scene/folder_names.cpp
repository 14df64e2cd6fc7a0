#include "compress/scene/folder_names.h"

#include "compress/image/read_image.h"
#include "compress/scene/name_fold.h"

#include <algorithm>
#include <array>

namespace asrg {
namespace fs = std::filesystem;
namespace {

/// Endings of files that hold a picture, in the order in which they are preferred; the last `unread` of them cannot be read.
constexpr std::array endings{".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp", ".exr", ".dng"};
constexpr std::size_t unread = 3;

/// A folded name without its ending, if that is an image's.
std::string without_ending(const std::string& folded) {
  for (const std::string_view ending : endings)
    if (folded.ends_with(ending)) return folded.substr(0, folded.size() - ending.size());
  return folded;
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string found_in(const std::unordered_map<std::string, std::string>& names, const std::string& key) {
  const auto found = names.find(key);
  return found == names.end() ? std::string() : found->second;
}

}  // namespace

const FolderNames::Folder& FolderNames::list(const fs::path& folder) {
  const auto [known, is_new] = folders_.try_emplace(folder);
  if (!is_new) return known->second;
  std::vector<std::string> names;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) known->second.names.try_emplace(folded_name(name), name);
  for (const char* ending : std::span(endings).first(endings.size() - unread)) {
    for (const std::string& name : names) {
      const std::string folded = folded_name(name);
      if (folded.ends_with(ending) && !name.starts_with('.')) known->second.images.try_emplace(without_ending(folded), name);
    }
  }
  return known->second;
}

fs::path FolderNames::find(const fs::path& start, std::span<const std::string> parts) {
  if (parts.empty() || !is_folder(start)) return {};
  fs::path folder = start;
  for (const std::string& part : parts.first(parts.size() - 1)) {
    if (!is_folder(folder / part)) {
      const std::string other = found_in(list(folder).names, folded_name(part));
      if (other.empty() || !is_folder(folder / other)) return {};
      folder /= other;
    } else {
      folder /= part;
    }
  }
  if (is_file(folder / parts.back())) return folder / parts.back();
  const std::string folded = folded_name(parts.back());
  const Folder& known = list(folder);
  for (const std::string& name : {found_in(known.names, folded), found_in(known.images, without_ending(folded))}) {
    if (!name.empty() && is_file(folder / name)) return folder / name;
  }
  return {};
}

}  // namespace asrg
