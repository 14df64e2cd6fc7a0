#include "compress/scene/transforms_json.h"

#include "compress/image/read_image.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/find_photos.h"
#include "compress/scene/frame_camera.h"
#include "compress/scene/photo_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace asrg {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;
using Side = TransformsFrames::Side;

/// The file names of a list such as test_filenames.
std::set<std::string> filenames(const json& file, const char* key, const fs::path& path) {
  std::set<std::string> names;
  const auto found = file.find(key);
  if (found == file.end() || found->is_null()) return names;
  for (const json& name : *found) {
    if (!found->is_array() || !name.is_string())
      throw Error(ErrorKind::io, fmt::format("{}: \"{}\" is not a list of file names", path.string(), key));
    names.insert(fs::path(name.get<std::string>()).lexically_normal().generic_string());
  }
  return names;
}

/// nerfstudio's split: the frames of test_filenames are test views, or where there are none those of val_filenames; frames that no list names
/// are not used (nerfstudio's nerfstudio_dataparser.py), except that without train_filenames they are training views.
class Split {
 public:
  Split(const json& file, const fs::path& path)
      : train_(filenames(file, "train_filenames", path)),
        val_(filenames(file, "val_filenames", path)),
        test_(filenames(file, "test_filenames", path)) {}

  bool stated() const { return !train_.empty() || !val_.empty() || !test_.empty(); }

  Side side(const std::string& file_path) const {
    const std::string name = fs::path(file_path).lexically_normal().generic_string();
    if (train_.contains(name)) return Side::train;
    if ((test_.empty() ? val_ : test_).contains(name)) return Side::test;
    return train_.empty() && !val_.contains(name) ? Side::train : Side::neither;
  }

  std::string judged_on() const { return test_.empty() ? "val_filenames" : "test_filenames"; }

 private:
  std::set<std::string> train_, val_, test_;
};

/// The masks that the frames name, parallel to them, looked up by find_photos. Empty where a frame names none.
std::vector<fs::path> find_masks(const std::vector<FrameValues>& frames, const std::vector<std::optional<FoundPhoto>>& photos,
                                 const fs::path& path, std::vector<std::string>& warnings) {
  std::vector<std::string> names;
  std::vector<std::size_t> owners;
  std::set<std::string> photo_names;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!photos[i]) continue;
    photo_names.insert(photos[i]->name);
    const std::string name = frames[i].own_text("mask_path");
    if (name.empty()) continue;
    names.push_back(name);
    owners.push_back(i);
  }
  const auto found = find_photos(
      {.folder = path.parent_path(), .names_from = path.filename().string() + " (mask_path)", .required = false, .usual_folders = false},
      names, warnings);
  std::vector<fs::path> masks(frames.size());
  for (std::size_t k = 0; k < names.size(); ++k) {
    // Where only a photo has the mask's name, the mask is missing.
    if (!found[k] || photo_names.contains(found[k]->name)) {
      throw Error(ErrorKind::io, fmt::format("{} names the mask {}, which does not exist", frames[owners[k]].where(),
                                             (path.parent_path() / names[k]).string()));
    }
    masks[owners[k]] = found[k]->path;
  }
  return masks;
}

void warn_of_sides(TransformsFrames& read, const Split& split, const std::string& file) {
  std::size_t counts[3] = {};
  for (const Side side : read.sides) ++counts[static_cast<std::size_t>(side)];
  std::string sentence =
      fmt::format("{} states a split: {} of its photos to fit, {} to judge on ({})", file, counts[0], counts[1], split.judged_on());
  if (counts[2] > 0) sentence += fmt::format(", {} for neither", counts[2]);
  read.warnings.push_back(sentence);
}

void warn_of_masks(TransformsFrames& read, const std::string& file) {
  const auto masks = static_cast<std::size_t>(
      std::count_if(read.frames.begin(), read.frames.end(), [](const PosedImage& view) { return !view.mask.empty(); }));
  if (masks == 0 || masks == read.frames.size()) return;
  read.warnings.push_back(fmt::format("{} names a mask for {} of {} photos: the others have none", file, masks, read.frames.size()));
}

}  // namespace

TransformsFrames read_transforms_json(const fs::path& path, bool required) {
  const json file = read_frames_file(path);
  const Split split(file, path);
  const std::string file_name = path.filename().string();
  std::vector<FrameValues> frames;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < file.at("frames").size(); ++i) {
    frames.emplace_back(file, i, path);
    names.push_back(frames.back().own_text("file_path"));
    if (names.back().empty()) throw Error(ErrorKind::io, fmt::format("{} has no \"file_path\"", frames.back().where()));
  }

  TransformsFrames result;
  const auto photos = find_photos({.folder = path.parent_path(), .names_from = file_name, .required = required}, names, result.warnings);
  const std::vector<fs::path> masks = find_masks(frames, photos, path, result.warnings);
  std::string note;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!photos[i]) continue;
    PosedImage view;
    view.image = photos[i]->path;
    view.name = photos[i]->name;
    const glm::ivec2 size = read_image_size(view.image);
    view.camera =
        scaled_to_photo(frame_intrinsics(frames[i], size * photos[i]->reduction, note, &view.lens), size, view.image, frames[i].where());
    view.position = read_frame_pose(frames[i], view.camera);
    view.mask = masks[i];
    result.frames.push_back(std::move(view));
    if (split.stated()) result.sides.push_back(split.side(names[i]));
  }
  if (!note.empty()) result.warnings.push_back(note);
  warn_of_masks(result, file_name);
  if (split.stated()) warn_of_sides(result, split, file_name);
  return result;
}

}  // namespace asrg
