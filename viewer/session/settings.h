#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// What the viewer remembers from one start to the next.
struct ViewerSettings {
  int width = 1280, height = 800;
  float background[3] = {0.11f, 0.12f, 0.14f};
  bool own_background = true;       ///< `background` instead of the model's
  float turntable_speed = 20;       ///< degrees per second
  std::vector<std::string> recent;  ///< files, the last one first

  static constexpr std::size_t most_recent = 12;
  void add_recent(const std::string& file);
};

/// $XDG_CONFIG_HOME/asrg-view/settings.json, else ~/.config/asrg-view/settings.json; empty where neither is known.
std::filesystem::path settings_path();

std::string settings_json(const ViewerSettings& settings);
/// Values that are missing or invalid in the text keep their defaults.
ViewerSettings parse_settings(const std::string& json);

}  // namespace asrg
