#pragma once

#include <array>
#include <filesystem>
#include <string>

namespace asrg {

/// Which panels and lists are shown, and what was typed into them. The panels and the keys change it.
struct UiState {
  bool panels = true, help = false, files = false, stats = true, plot = true;
  bool presentation = false;
  bool quit = false;
  bool flicker = false;  ///< the other picture while a key is held
  bool dragging_divider = false;
  std::filesystem::path folder;  ///< of the file browser
  std::array<float, 120> frame_ms{};
  int frame = 0;
  std::string transport;  ///< how pictures come to the window
  float stats_height = 220;
  float plot_size[2] = {0, 0};  ///< what the plot takes of the lower right corner, pixels
  float scale = 1;              ///< of the display: points to pixels
  int picture_size[2] = {1920, 1080};
  bool transparent_picture = true;
  int turntable_frames = 120;
};

}  // namespace asrg
