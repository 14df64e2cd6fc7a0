#include "compress/scene/listing.h"

#include "compress/image/read_image.h"
#include "compress/scene/mask_files.h"
#include "compress/text/name_list.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

namespace asrg {
namespace fs = std::filesystem;

namespace {

bool is_png_or_jpeg(const fs::path& file) {
  return std::ranges::any_of(std::array{".png", ".jpg", ".jpeg", ".PNG", ".JPG", ".JPEG"},
                             [&](const char* e) { return file.extension() == e; });
}

/// Where a photo is there as both IMG_1.HEIC and IMG_1.JPG, as phones export them, the latter is taken.
void leave_out_twins(std::vector<fs::path>& files) {
  std::unordered_set<std::string> stems;
  for (const fs::path& file : files)
    if (is_png_or_jpeg(file)) stems.insert(file.stem().string());
  std::erase_if(files, [&](const fs::path& file) { return !is_png_or_jpeg(file) && stems.contains(file.stem().string()); });
}

}  // namespace

void take_each_once(Listing& listing) {
  std::vector<std::string> again, both;
  std::unordered_set<std::string> train, test;
  for (auto [views, known] : {std::pair(&listing.train, &train), std::pair(&listing.test, &test)}) {
    std::erase_if(*views, [&, known = known](const PosedImage& view) {
      if (known->insert(view.name).second) return false;
      again.push_back(view.name);
      return true;
    });
  }
  for (const PosedImage& view : listing.test)
    if (train.contains(view.name)) both.push_back(view.name);
  if (!again.empty()) {
    listing.warnings.push_back(
        fmt::format("{} photos are listed more than once and taken once, with the first camera: {}", again.size(), first_few(again)));
  }
  if (!both.empty())
    listing.warnings.push_back(fmt::format("{} photos are listed both to fit and to judge on: {}", both.size(), first_few(both)));
}

std::vector<fs::path> images_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files, foreign;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file() || entry.path().filename().string().starts_with('.')) continue;
    if (has_image_extension(entry.path())) files.push_back(entry.path());
    if (has_foreign_image_extension(entry.path())) foreign.push_back(entry.path());
  }
  if (error) throw Error(ErrorKind::io, fmt::format("cannot list the images in {}: {}", folder.string(), error.message()));
  if (files.empty()) files = std::move(foreign);
  leave_out_twins(files);
  std::sort(files.begin(), files.end());
  return without_masks(files);
}

}  // namespace asrg
