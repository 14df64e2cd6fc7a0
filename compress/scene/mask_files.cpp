#include "compress/scene/mask_files.h"

#include "compress/image/read_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace asrg {
namespace fs = std::filesystem;
namespace {

constexpr const char* mask_folders[] = {"masks", "mask"};
constexpr const char* dynamic_prefix = "dynamic_mask_";

/// The image files of folders. Each folder is listed only once.
class FolderIndex {
 public:
  const std::set<std::string>& files(const fs::path& folder) {
    const auto [at, added] = known_.try_emplace(folder.lexically_normal().string());
    if (!added) return at->second;
    std::error_code ignored;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
      if (has_image_extension(entry->path()) && entry->is_regular_file(ignored)) at->second.insert(entry->path().filename().string());
    }
    return at->second;
  }

 private:
  std::map<std::string, std::set<std::string>> known_;
};

/// The first of `names` that the folder holds; empty where there is none.
fs::path first_of(FolderIndex& index, const fs::path& folder, const std::vector<std::string>& names) {
  const auto& files = index.files(folder);
  for (const std::string& name : names) {
    if (files.contains(name)) return (folder / name).lexically_normal();
  }
  return {};
}

/// True for a folder that is merely the one with the photos: masks/ has no sub-folder of its name.
bool is_photo_folder(const std::string& name) {
  return name.starts_with("image") || name == "rgb" || name == "input" || name == "photos" || name == "color";
}

/// The folders of masks in which the mask of this photo may be.
std::vector<fs::path> folders_of_masks(const fs::path& folder, const PosedImage& photo) {
  const fs::path below = fs::path(photo.name).parent_path();
  std::vector<fs::path> folders;
  for (const char* masks : mask_folders) {
    folders.push_back(folder / masks / below);
    if (!below.empty() && is_photo_folder(below.begin()->string())) {
      folders.push_back(folder / masks / below.lexically_relative(*below.begin()));
    }
    const fs::path photos = photo.image.parent_path();
    if (is_photo_folder(photos.filename().string())) folders.push_back(photos.parent_path() / masks);
  }
  return folders;
}

fs::path find_mask(FolderIndex& index, const fs::path& folder, const PosedImage& photo) {
  const std::string file = photo.image.filename().string(), stem = photo.image.stem().string();
  const std::vector<std::string> beside{stem + "_mask.png", stem + ".mask.png", file + ".mask.png"};
  std::vector<std::string> apart{file, stem + ".png", file + ".png", stem + ".jpg", stem + ".jpeg"};
  apart.insert(apart.end(), beside.begin(), beside.end());
  for (const fs::path& masks : folders_of_masks(folder, photo)) {
    if (auto found = first_of(index, masks, apart); !found.empty()) return found;
  }
  return first_of(index, photo.image.parent_path(), beside);
}

template <class Visit>
void each_photo(Listing& listing, Visit visit) {
  for (auto* photos : {&listing.train, &listing.test}) std::for_each(photos->begin(), photos->end(), visit);
}

}  // namespace

void find_mask_files(const fs::path& folder, Listing& listing) {
  FolderIndex index;
  std::size_t with_mask = 0, with_dynamic = 0;
  std::string example;
  each_photo(listing, [&](PosedImage& photo) {
    if (photo.mask.empty()) photo.mask = find_mask(index, folder, photo);
    with_mask += !photo.mask.empty();
    with_dynamic += index.files(photo.image.parent_path()).contains(dynamic_prefix + photo.image.stem().string() + ".png");
    if (example.empty()) example = photo.image.stem().string() + ".png";
  });
  for (const char* masks : mask_folders) {
    const std::size_t count = index.files(folder / masks).size();
    if (with_mask > 0 || count == 0) continue;
    listing.warnings.push_back(fmt::format("{} holds {} images, but none is named like a photo (such as {}): no masks are used",
                                           (folder / masks).string(), count, example));
  }
  if (with_dynamic > 0) {
    listing.warnings.push_back(
        fmt::format("{} of the photos have a {}*.png, which marks what moves: it is not used, what moves is fitted like the rest",
                    with_dynamic, dynamic_prefix));
  }
}

std::vector<fs::path> without_masks(const std::vector<fs::path>& files) {
  std::set<std::string> names;  // with and without extension
  for (const fs::path& file : files) names.insert({file.filename().string(), file.stem().string()});
  std::vector<fs::path> photos;
  std::copy_if(files.begin(), files.end(), std::back_inserter(photos), [&](const fs::path& file) {
    const std::string stem = file.stem().string();
    for (const std::string_view ending : {"_mask", ".mask"}) {
      if (stem.ends_with(ending) && names.contains(stem.substr(0, stem.size() - ending.size()))) return false;
    }
    return !(stem.starts_with(dynamic_prefix) && names.contains(stem.substr(std::string_view(dynamic_prefix).size())));
  });
  return photos;
}

}  // namespace asrg
