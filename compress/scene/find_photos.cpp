#include "compress/scene/find_photos.h"

#include "compress/scene/folder_names.h"
#include "compress/text/name_list.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace asrg {
namespace fs = std::filesystem;
namespace {

struct Place {
  std::string folder;  ///< as PhotoFolder
  int reduction;
};

constexpr const char* usual_endings[] = {".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"};

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// The path's parts without drive letter, root, "." and ".."; back-slashes count as slashes.
std::vector<std::string> parts_of(std::string name) {
  std::replace(name.begin(), name.end(), '\\', '/');
  std::vector<std::string> parts;
  for (const fs::path& part : fs::path(name)) {
    const std::string text = part.string();
    const bool drive = text.size() == 2 && text[1] == ':';
    if (text.empty() || text == "/" || text == "." || text == ".." || drive) continue;
    parts.push_back(text);
  }
  return parts;
}

/// The file's path relative to the data set, also where one of the two is absolute and the other is not.
std::string name_in(const fs::path& folder, const fs::path& file) {
  const fs::path plain = file.lexically_relative(folder).lexically_normal();
  if (!plain.empty() && *plain.begin() != "..") return plain.generic_string();
  std::error_code ignored;
  const fs::path relative = fs::absolute(file, ignored).lexically_relative(fs::absolute(folder, ignored).lexically_normal());
  if (!relative.empty() && *relative.begin() != "..") return relative.generic_string();
  // Where a symbolic link lies between the two.
  const fs::path real = fs::weakly_canonical(file, ignored).lexically_relative(fs::weakly_canonical(folder, ignored));
  if (!real.empty() && *real.begin() != "..") return real.generic_string();
  return (plain.empty() ? relative : plain).generic_string();
}

class Search {
 public:
  explicit Search(const PhotoSource& source) : source_(source) {
    const auto add = [&](const std::string& folder, int reduction) {
      const bool known = std::any_of(places_.begin(), places_.end(), [&](const Place& place) { return place.folder == folder; });
      if (!known) places_.push_back({folder, reduction});
    };
    for (const std::string& home : source.homes) add(home, 1);
    add(".", 1);
    if (!source.usual_folders) return;
    for (const PhotoFolder& folder : usual_photo_folders) add(folder.name, folder.reduction);
  }

  std::optional<FoundPhoto> as_named(const std::string& name) const {
    for (const std::string& home : source_.homes) {
      const fs::path path = source_.folder / (home == "." ? fs::path(name) : fs::path(home) / name);
      if (is_file(path)) return found(path);
      for (const char* ending : usual_endings) {
        const fs::path with_ending = path.string() + ending;
        if (is_file(with_ending)) return found(with_ending);
      }
    }
    return std::nullopt;
  }

  std::optional<FoundPhoto> elsewhere(const std::string& name) {
    const std::vector<std::string> parts = parts_of(name);
    for (std::size_t first = 0; first < parts.size(); ++first) {
      for (const Place& place : places_) {
        const fs::path start = place.folder == "." ? source_.folder : source_.folder / place.folder;
        const fs::path path = folders_.find(start, std::span(parts).subspan(first));
        if (path.empty()) continue;
        FoundPhoto photo = found(path);
        photo.reduction = place.reduction;
        return photo;
      }
    }
    return std::nullopt;
  }

  /// The folders, as a sentence lists them.
  std::string places() const {
    std::vector<std::string> names;
    for (const Place& place : places_)
      if (place.folder != ".") names.push_back(place.folder);
    return fmt::format("{}", fmt::join(names, ", "));
  }

 private:
  FoundPhoto found(const fs::path& path) const { return {.path = path, .name = name_in(source_.folder, path)}; }

  const PhotoSource& source_;
  std::vector<Place> places_;
  FolderNames folders_;
};

/// Drops each file that was found by the end of its path only and that another name means exactly, or that several different names share.
void drop_shared(std::span<const std::string> names, const std::vector<bool>& exact, std::vector<std::optional<FoundPhoto>>& photos) {
  std::map<std::string, std::string> first_name;
  std::map<std::string, bool> shared;
  for (const bool exact_ones : {true, false}) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!photos[i] || exact[i] != exact_ones) continue;
      const auto [known, is_new] = first_name.try_emplace(photos[i]->name, names[i]);
      if (!is_new && known->second != names[i] && !exact_ones) shared[photos[i]->name] = true;
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (photos[i] && !exact[i] && shared.contains(photos[i]->name)) photos[i].reset();
  }
}

}  // namespace

std::vector<std::optional<FoundPhoto>> find_photos(const PhotoSource& source, std::span<const std::string> names,
                                                   std::vector<std::string>& warnings) {
  Search search(source);
  std::vector<std::optional<FoundPhoto>> photos(names.size());
  std::vector<bool> exact(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    photos[i] = search.as_named(names[i]);
    exact[i] = photos[i].has_value();
    if (!exact[i]) photos[i] = search.elsewhere(names[i]);
  }
  drop_shared(names, exact, photos);

  std::vector<std::string> missing, moved;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!photos[i])
      missing.push_back(names[i]);
    else if (!exact[i])
      moved.push_back(fmt::format("{} from {}", names[i], photos[i]->name));
  }
  if (names.empty() && source.required) throw Error(ErrorKind::io, fmt::format("{} names no images", source.names_from));
  if (source.required && missing.size() == names.size()) {
    throw Error(ErrorKind::io,
                fmt::format("none of the {} images that {} names exists: the first, {}, is neither {} nor, by any end of its "
                            "path, with another ending or in another case, in {} or its folders {}",
                            names.size(), source.names_from, names[0],
                            (source.folder / (source.homes[0] == "." ? "" : source.homes[0]) / names[0]).string(), source.folder.string(),
                            search.places()));
  }
  if (!missing.empty()) {
    warnings.push_back(fmt::format("{} of the {} images that {} names do not exist and are left out: {}", missing.size(), names.size(),
                                   source.names_from, first_few(missing)));
  }
  if (!moved.empty()) {
    warnings.push_back(fmt::format("{} of the {} images are not where {} says and were taken from where they are: {}", moved.size(),
                                   names.size(), source.names_from, first_few(moved)));
  }
  return photos;
}

}  // namespace asrg
