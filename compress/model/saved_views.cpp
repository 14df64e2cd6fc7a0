#include "compress/model/saved_views.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {

std::string saved_views_json(const SavedViews& views) {
  nlohmann::json all = nlohmann::json::object();
  for (std::size_t i = 0; i < views.size(); ++i)
    if (views[i])
      all[std::to_string(i + 1)] = {{"pivot", {views[i]->pivot.x, views[i]->pivot.y, views[i]->pivot.z}},
                                    {"azimuth", views[i]->azimuth},
                                    {"elevation", views[i]->elevation},
                                    {"distance", views[i]->distance}};
  return all.dump(1) + "\n";
}

SavedViews parse_saved_views(const std::string& text, const std::string& name) {
  SavedViews views;
  try {
    const nlohmann::json all = nlohmann::json::parse(text);
    for (const auto& [key, v] : all.items()) {
      if (key.size() != 1 || key[0] < '1' || key[0] > '9')
        throw Error(ErrorKind::io, fmt::format("{}: there is no view '{}', only 1 to 9", name, key));
      const auto& p = v.at("pivot");
      const OrbitPose pose{{p.at(0).get<float>(), p.at(1).get<float>(), p.at(2).get<float>()},
                           v.at("azimuth").get<float>(),
                           v.at("elevation").get<float>(),
                           v.at("distance").get<float>()};
      const float sum = pose.pivot.x + pose.pivot.y + pose.pivot.z + pose.azimuth + pose.elevation + pose.distance;
      if (!std::isfinite(sum) || pose.distance <= 0) throw Error(ErrorKind::io, fmt::format("{}: view {} is not a place", name, key));
      views[static_cast<std::size_t>(key[0] - '1')] = pose;
    }
  } catch (const nlohmann::json::exception& e) {
    throw Error(ErrorKind::io, fmt::format("{} holds no saved views: {}", name, e.what()));
  }
  return views;
}

}  // namespace asrg
