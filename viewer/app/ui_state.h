#pragma once

#include <array>
#include <filesystem>
#include <string>

namespace asrg {

/// Which panels and lists are shown, and their contents. Panels and keys change it.
struct UiState {
  bool panels = true, help = false, files = false, stats = true, plot = true;
  bool presentation = false;
  bool quit = false;
  bool flicker = false;  ///< a key is held that shows the other picture
  bool dragging_divider = false;
  std::filesystem::path folder;       ///< of the file browser
  std::array<float, 120> frame_ms{};  ///< times of the last frames of the window, a ring buffer
  int frame = 0;                      ///< number of frames so far
  std::string transport;              ///< PictureBuffers::description()
  float stats_height = 220;           ///< of the statistics panel, pixels
  float plot_size[2] = {0, 0};        ///< of the plot with its margin in the lower right corner, pixels
  float scale = 1;                    ///< of the display, pixels per point
  int picture_size[2] = {1920, 1080};
  bool transparent_picture = true;
  int turntable_frames = 120;
};

}  // namespace asrg
