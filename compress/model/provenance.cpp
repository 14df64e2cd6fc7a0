#include "compress/model/provenance.h"

#include "compress/text/units.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {
namespace {

template <class Vector>
bool read_vector(const nlohmann::json& j, Vector& v) {
  using Number = typename Vector::value_type;
  if (!j.is_array() || j.size() != 3) return false;
  Vector r;
  for (int k = 0; k < 3; ++k) {
    if (!j[k].is_number()) return false;
    r[k] = j[k].get<Number>();
    if (!std::isfinite(r[k])) return false;
  }
  v = r;
  return true;
}

}  // namespace

Provenance read_provenance(const nlohmann::json& j) {
  Provenance p;
  if (!j.is_object()) return p;
  const auto integer = [](const nlohmann::json& o, const char* key, int lo, int hi, int& to) {
    const auto it = o.find(key);
    if (it == o.end() || !it->is_number_integer()) return;
    const auto value = it->get<std::int64_t>();
    if (value >= lo && value <= hi) to = static_cast<int>(value);
  };
  integer(j, "downscale", 1, 64, p.downscale);
  integer(j, "holdout", 0, 1000000, p.holdout);
  if (const auto it = j.find("tool"); it != j.end() && it->is_string()) p.tool = *it;
  if (const auto it = j.find("dataset"); it != j.end() && it->is_string()) p.dataset = *it;
  if (const auto it = j.find("mask_from_background"); it != j.end() && it->is_string()) p.mask_from_background = *it;
  if (const auto it = j.find("training_views"); it != j.end() && it->is_array())
    for (const auto& v : *it)
      if (v.is_string()) p.training_views.push_back(v);
  if (const auto it = j.find("lenses"); it != j.end()) p.lenses = read_lenses(*it);
  if (const auto it = j.find("origin_offset"); it != j.end()) read_vector(*it, p.origin_offset);
  const auto view = j.find("view");
  if (view == j.end() || !view->is_object()) return p;
  const auto direction = [&](const char* key) -> std::optional<glm::vec3> {
    glm::vec3 v;
    if (!view->contains(key) || !read_vector((*view)[key], v) || !(glm::length(v) > 1e-6f && glm::length(v) < 1e6f)) return std::nullopt;
    return glm::normalize(v);
  };
  p.up = direction("up").value_or(p.up);
  p.front = direction("front");
  if (const auto it = view->find("target"); it != view->end()) read_vector(*it, p.target);
  const auto number = [&](const char* key, float lo, float hi, float& to) {
    const auto it = view->find(key);
    if (it != view->end() && it->is_number() && it->get<float>() > lo && it->get<float>() < hi) to = it->get<float>();
  };
  number("distance", 0.0f, 1e9f, p.distance);
  number("field_of_view", 0.01f, 3.0f, p.field_of_view);
  if (const auto it = view->find("size");
      it != view->end() && it->is_array() && it->size() == 2 && (*it)[0].is_number_integer() && (*it)[1].is_number_integer()) {
    const auto w = (*it)[0].get<std::int64_t>(), h = (*it)[1].get<std::int64_t>();
    if (w > 0 && h > 0 && w <= most_picture_side && h <= most_picture_side) p.size = {static_cast<int>(w), static_cast<int>(h)};
  }
  return p;
}

}  // namespace asrg
