#include "compress/fit/make_provenance.h"

#include "compress/io/json_text.h"
#include "compress/metrics/median.h"
#include "compress/scene/focus.h"
#include "compress/scene/mask_names.h"
#include "compress/scene/seen_box.h"
#include "cuda/render/background.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

const char* background_name(FitBackground b) {
  switch (b) {
    case FitBackground::white: return name_of(BackgroundKind::white);
    case FitBackground::black: return name_of(BackgroundKind::black);
    case FitBackground::environment: return name_of(BackgroundKind::environment);
    case FitBackground::random: break;
  }
  return "random";
}

/// The point that the cameras look at: that which the optical axes have in common; where there is none, the centre of the box of what the photos show, or
/// else the mean of the cameras' positions, as for a room photographed from its middle.
glm::vec3 find_target(const Scene& scene) {
  std::vector<Ray> axes;
  glm::dvec3 sum(0);
  for (const View& v : scene.train) {
    axes.push_back({v.camera.position, v.camera.rotation[2]});
    sum += glm::dvec3(v.camera.position);
  }
  if (const auto focus = find_focus(axes)) return *focus;
  const auto box = scene.stated_box ? scene.stated_box : box_of_what_is_seen(scene.train, scene.sparse_points);
  return box ? 0.5f * (box->min + box->max) : glm::vec3(sum / static_cast<double>(axes.size()));
}

/// A typical camera: mean up vector, the point that the cameras look at, median distance from it, and their mean direction if they stand on one side.
nlohmann::json typical_camera(const Scene& scene, int supersample) {
  glm::vec3 up(0.0f);
  for (const View& v : scene.train) up -= v.camera.rotation[1];
  const glm::vec3 target = find_target(scene);
  std::vector<float> distance;
  glm::vec3 front(0.0f);
  for (const View& v : scene.train) {
    distance.push_back(glm::length(v.camera.position - target));
    front += (v.camera.position - target) / std::max(distance.back(), 1e-9f);
  }
  const Camera& c = scene.train.front().camera;
  const glm::vec3 upwards = glm::length(up) > 1e-3f ? glm::normalize(up) : glm::vec3(0, 0, 1);
  nlohmann::json view{{"up", vector_json(upwards)},
                      {"target", vector_json(target)},
                      {"distance", upper_median(distance)},
                      {"field_of_view", 2 * std::atan(0.5f * static_cast<float>(c.size.x) / c.focal.x)},
                      {"size", {c.size.x / supersample, c.size.y / supersample}}};
  // Cameras all around the object have no mean direction; only the horizontal part counts, since they may all be above it.
  const glm::vec3 sideways = front - glm::dot(front, upwards) * upwards;
  if (glm::length(sideways) > 0.4f * static_cast<float>(scene.train.size())) view["front"] = vector_json(glm::normalize(front));
  return view;
}

}  // namespace

nlohmann::json make_provenance(const Scene& scene, const SceneOptions& scene_options, const FitOptions& fit, int steps,
                               std::span<const FoundLens> lenses) {
  nlohmann::json views = nlohmann::json::array();
  for (const View& v : scene.train) views.push_back(v.name);
  nlohmann::json settings{{"quality", fit.quality}, {"resolution", fit.resolution},   {"steps", steps},
                          {"seed", fit.seed},       {"ssim_weight", fit.ssim_weight}, {"background", background_name(fit.background)}};
  if (fit.max_bytes > 0) settings["max_bytes"] = fit.max_bytes;
  if (fit.time_limit > 0) settings["time_limit"] = fit.time_limit;
  if (fit.supersample > 1) settings["supersample"] = fit.supersample;
  if (const std::string changed = tuning_changes(fit.tuning); !changed.empty()) settings["set"] = changed;
  if (!fit.surroundings) settings["surroundings"] = false;
  if (fit.poses == PutRight::on) settings["refine_poses"] = true;
  if (fit.exposure == PutRight::on) settings["exposure"] = true;
  if (fit.box) {
    settings["box"] = {vector_json(glm::dvec3(fit.box->min) + scene.origin_offset),
                       vector_json(glm::dvec3(fit.box->max) + scene.origin_offset)};
  }
  // The decision for these photos is stored, so that the photos by which the model is judged are masked in the same way.
  const BackgroundMask asked = scene_options.mask_from_background,
                       masks = asked == BackgroundMask::automatic ? scene.masked_background : asked;
  nlohmann::json provenance{{"tool", "asrg " ASRG_VERSION},
                            {"dataset", scene.name},
                            {"format", scene.format},
                            {"downscale", scene_options.downscale},
                            {"holdout", scene_options.holdout},
                            {"mask_from_background", mask_name(masks)},
                            {"training_views", views},
                            {"settings", settings},
                            {"view", typical_camera(scene, fit.supersample)}};
  if (!lenses.empty()) provenance["lenses"] = lenses_json(lenses);
  if (scene.origin_offset != glm::dvec3(0)) provenance["origin_offset"] = vector_json(scene.origin_offset);
  return provenance;
}

}  // namespace asrg
