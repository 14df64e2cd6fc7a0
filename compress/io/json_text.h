#pragma once

#include <glm/glm.hpp>
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace asrg {

/// JSON with one value per line. Bytes that are not UTF-8 (as file names may have) are replaced.
std::string json_text(const nlohmann::json& json);
/// The number, or null for infinity and NaN, which JSON does not have.
nlohmann::json finite_json(double x);
/// An array of x, y and z.
nlohmann::json vector_json(glm::dvec3 v);

}  // namespace asrg
