#include "viewer/session/settings.h"

#include "compress/text/units.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace asrg {

void ViewerSettings::add_recent(const std::string& file) {
  std::erase(recent, file);
  recent.insert(recent.begin(), file);
  if (recent.size() > most_recent) recent.resize(most_recent);
}

std::filesystem::path settings_path() {
  const auto environment = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  if (const auto xdg = environment("XDG_CONFIG_HOME"); xdg.is_absolute()) return xdg / "asrg-view/settings.json";
  if (const auto home = environment("HOME"); home.is_absolute()) return home / ".config/asrg-view/settings.json";
  return {};
}

std::string settings_json(const ViewerSettings& s) {
  return nlohmann::json{{"width", s.width},
                        {"height", s.height},
                        {"background", {s.background[0], s.background[1], s.background[2]}},
                        {"own_background", s.own_background},
                        {"turntable_speed", s.turntable_speed},
                        {"recent", s.recent}}
             .dump(1, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

ViewerSettings parse_settings(const std::string& text) {
  ViewerSettings s;
  const nlohmann::json j = nlohmann::json::parse(text, nullptr, false);
  if (!j.is_object()) return s;
  const auto number = [](const nlohmann::json& v, double low, double high, auto& to) {
    if (v.is_number() && v.get<double>() >= low && v.get<double>() <= high) to = v.get<std::remove_reference_t<decltype(to)>>();
  };
  const auto at = [&](const char* key) { return j.contains(key) ? j[key] : nlohmann::json(); };
  number(at("width"), 64, most_picture_side, s.width);
  number(at("height"), 64, most_picture_side, s.height);
  number(at("turntable_speed"), -360, 360, s.turntable_speed);
  if (at("own_background").is_boolean()) s.own_background = at("own_background").get<bool>();
  if (const auto b = at("background"); b.is_array() && b.size() == 3)
    for (int k = 0; k < 3; ++k) number(b[static_cast<std::size_t>(k)], 0, 1, s.background[k]);
  if (at("recent").is_array())
    for (const auto& r : at("recent"))
      if (r.is_string() && s.recent.size() < ViewerSettings::most_recent) s.recent.push_back(r.get<std::string>());
  return s;
}

}  // namespace asrg
