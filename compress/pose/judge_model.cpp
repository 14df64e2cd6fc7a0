#include "compress/pose/judge_model.h"

#include "compress/metrics/median.h"
#include "compress/scene/colmap.h"
#include "compress/scene/colmap_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace asrg {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t fewest_photos = 3;

/// The median of value(0) to value(count - 1).
template <class Value>
double median_of(std::size_t count, Value value) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = value(i);
  return upper_median(std::move(values));
}

/// Notes the photos whose cameras were found from few points: COLMAP's threshold is low, and such a camera may be quite wrong.
void note_doubtful(const ColmapModel& model, const std::function<void(const std::string&)>& note) {
  constexpr double few = 0.2;
  if (model.images.empty()) return;
  const double usual = median_of(model.images.size(), [&](std::size_t i) { return static_cast<double>(model.images[i].points); });
  std::vector<std::string> names;
  for (const ColmapImage& image : model.images)
    if (static_cast<double>(image.points) < few * usual) names.push_back(fmt::format("{} ({})", image.name, image.points));
  if (names.empty()) return;
  std::sort(names.begin(), names.end());
  note(fmt::format("placed by few points, where {:.0f} are usual, so that the camera may be wrong: {}", usual, fmt::join(names, ", ")));
}

/// True where all cameras are in one place, compared with their distance from the points.
bool stands_still(const ColmapModel& model) {
  constexpr double least_share = 0.02;
  if (model.images.size() < fewest_photos || model.points.empty()) return false;
  std::vector<glm::dvec3> centres;
  glm::dvec3 middle(0);
  for (const ColmapImage& image : model.images) {
    centres.push_back(colmap_camera_centre(image));
    middle += centres.back() / static_cast<double>(model.images.size());
  }
  const double spread = median_of(centres.size(), [&](std::size_t i) { return glm::distance(centres[i], middle); });
  const double distance = median_of(model.points.size(), [&](std::size_t i) { return glm::distance(model.points[i], middle); });
  return spread < least_share * distance;
}

}  // namespace

fs::path largest_model(const fs::path& models, const std::function<void(const std::string&)>& note) {
  std::vector<std::pair<std::size_t, fs::path>> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(models, ignored))
    if (is_colmap_model(entry.path())) found.emplace_back(count_colmap_images(entry.path()), entry.path());
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  if (found.empty() || found[0].first < fewest_photos) return {};
  if (found.size() > 1) {
    std::vector<std::size_t> others;
    for (std::size_t i = 1; i < found.size(); ++i) others.push_back(found[i].first);
    note(fmt::format("the photos fell into {} parts that could not be joined: the one of {} photos is taken, not those of {}", found.size(),
                     found[0].first, fmt::join(others, ", ")));
  }
  return found[0].second;
}

double squashed_by(const fs::path& model) {
  double most = 0;
  for (const auto& [id, camera] : read_colmap_model(model).cameras) {
    const auto [low, high] = std::minmax(camera.camera.focal.x, camera.camera.focal.y);
    most = std::max(most, static_cast<double>(high) / static_cast<double>(low) - 1);
  }
  return most;
}

double off_centre_by(const fs::path& model) {
  double most = 0;
  for (const auto& [id, camera] : read_colmap_model(model).cameras) {
    const Camera& c = camera.camera;
    most = std::max(most, static_cast<double>(glm::length(c.principal_point - 0.5f * glm::vec2(c.size)) /
                                              static_cast<float>(std::max(c.size.x, c.size.y))));
  }
  return most;
}

PosedPhotos judge_model(const fs::path& dataset, const std::vector<std::string>& names,
                        const std::function<void(const std::string&)>& note) {
  const ColmapModel model = read_colmap_model(dataset / "sparse" / "0");
  std::set<std::string> posed;
  for (const ColmapImage& image : model.images) posed.insert(image.name);
  PosedPhotos result{.points = model.points.size()};
  for (const std::string& name : names) (posed.contains(name) ? result.posed : result.not_posed).push_back(name);
  note_doubtful(model, note);
  if (stands_still(model)) {
    note(
        "all cameras stand in one place: what was followed from photo to photo is a background that stood still (was the object on a "
        "turntable? mask it, see --mask-command), or the camera only turned");
  }
  return result;
}

}  // namespace asrg
