#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace asrg {

/// JSON with a line a value. Text that is not UTF-8 (a file's name may be anything) has such bytes replaced.
std::string json_text(const nlohmann::json& json);
/// JSON knows no infinity and no NaN: they become null.
nlohmann::json finite_json(double x);

}  // namespace asrg
