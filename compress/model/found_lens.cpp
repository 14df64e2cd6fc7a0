#include "compress/model/found_lens.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace asrg {
namespace {

/// How far a number of a lens may be from the stated one: cameras of one data set are either the same or differ by more.
constexpr float nearly = 0.005f;

bool near(glm::vec2 a, glm::vec2 b) { return glm::all(glm::lessThan(glm::abs(a - b), glm::vec2(nearly))); }

/// The numbers of a list that has so many, all of them between -limit and limit.
template <std::size_t count>
bool read_numbers(const nlohmann::json& j, const char* key, float limit, std::array<float, count>& to) {
  const auto it = j.find(key);
  if (it == j.end() || !it->is_array() || it->size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!(*it)[i].is_number()) return false;
    to[i] = (*it)[i].template get<float>();
    if (!(std::abs(to[i]) < limit)) return false;
  }
  return true;
}

}  // namespace

FoundLens FoundLens::of(const Camera& c, const LensChange& change) {
  const glm::vec2 size(c.size);
  return {.focal = c.focal / size,
          .principal_point = c.principal_point / size,
          .k1 = c.k1,
          .k2 = c.k2,
          .k3 = c.k3,
          .p1 = c.p1,
          .p2 = c.p2,
          .change = change};
}

bool FoundLens::is_of(const Camera& camera) const {
  const FoundLens other = of(camera, {});
  return near(other.focal / focal, glm::vec2(1.0f)) && near(other.principal_point, principal_point) &&
         near({other.k1, other.k2}, {k1, k2}) && near({other.p1, other.p2}, {p1, p2}) && std::abs(other.k3 - k3) < nearly;
}

LensChange change_of(const Camera& camera, std::span<const FoundLens> lenses) {
  for (const FoundLens& lens : lenses)
    if (lens.is_of(camera)) return lens.change;
  return {};
}

nlohmann::json lens_json(const FoundLens& l) {
  return {{"focal", {l.focal.x, l.focal.y}},
          {"principal_point", {l.principal_point.x, l.principal_point.y}},
          {"distortion", {l.k1, l.k2, l.k3, l.p1, l.p2}},
          {"change", {l.change.log_focal, l.change.centre.x, l.change.centre.y, l.change.radial}}};
}

nlohmann::json lenses_json(std::span<const FoundLens> lenses) {
  nlohmann::json list = nlohmann::json::array();
  for (const FoundLens& l : lenses) list.push_back(lens_json(l));
  return list;
}

std::vector<FoundLens> read_lenses(const nlohmann::json& list) {
  constexpr std::size_t most = 1000;
  std::vector<FoundLens> lenses;
  if (!list.is_array()) return lenses;
  for (const auto& j : list) {
    std::array<float, 2> focal{}, principal_point{};
    std::array<float, 5> distortion{};
    std::array<float, 4> change{};
    if (lenses.size() >= most || !j.is_object() || !read_numbers(j, "focal", 1e3f, focal) ||
        !read_numbers(j, "principal_point", 1e3f, principal_point) || !read_numbers(j, "distortion", 1e3f, distortion) ||
        !read_numbers(j, "change", 1.0f, change) || !(focal[0] > 0 && focal[1] > 0))
      continue;
    lenses.push_back({.focal = {focal[0], focal[1]},
                      .principal_point = {principal_point[0], principal_point[1]},
                      .k1 = distortion[0],
                      .k2 = distortion[1],
                      .k3 = distortion[2],
                      .p1 = distortion[3],
                      .p2 = distortion[4],
                      .change = {change[0], {change[1], change[2]}, change[3]}});
  }
  return lenses;
}

}  // namespace asrg
