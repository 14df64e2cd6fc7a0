#include "compress/scene/colmap_folder.h"

#include "compress/scene/colmap_model.h"
#include "compress/scene/name_order.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> numbered_models(const fs::path& folder, const char* sparse) {
  std::vector<fs::path> models;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder / sparse, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (is_colmap_model(entry->path())) models.push_back(fs::path(sparse) / entry->path().filename());
  }
  std::sort(models.begin(), models.end(), [](const fs::path& a, const fs::path& b) { return numeric_less(a.string(), b.string()); });
  return models;
}

}  // namespace

std::vector<fs::path> colmap_models(const fs::path& folder) {
  std::vector<fs::path> models;
  for (const char* place : {"sparse/0", "sparse", "colmap/sparse/0", "."}) {
    if (is_colmap_model(folder / place)) models.push_back(place);
  }
  for (const char* sparse : {"sparse", "colmap/sparse"}) {
    for (const fs::path& model : numbered_models(folder, sparse)) {
      if (std::find(models.begin(), models.end(), model) == models.end()) models.push_back(model);
    }
  }
  return models;
}

fs::path largest_colmap_model(const fs::path& folder, const std::vector<fs::path>& models, std::vector<std::string>& warnings) {
  if (models.size() == 1) return models[0];
  std::vector<std::size_t> counts;
  for (const fs::path& model : models) counts.push_back(count_colmap_images(folder / model));
  const auto largest = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  std::string others;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (i != largest) others += fmt::format("{}{} ({} images)", others.empty() ? "" : ", ", models[i].string(), counts[i]);
  }
  warnings.push_back(fmt::format("of {} COLMAP models {} ({} images) is taken; not used: {}", models.size(), models[largest].string(),
                                 counts[largest], others));
  return models[largest];
}

}  // namespace asrg
