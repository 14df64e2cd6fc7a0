#include "compress/io/json_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {

std::string json_text(const nlohmann::json& json) { return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace); }

nlohmann::json finite_json(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }

nlohmann::json vector_json(glm::dvec3 v) { return {v.x, v.y, v.z}; }

}  // namespace asrg
