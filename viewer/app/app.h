#pragma once

#include "viewer/app/picture_buffers.h"
#include "viewer/app/window.h"
#include "viewer/panels/panels.h"
#include "viewer/script/script.h"
#include "viewer/session/session.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

struct AppOptions {
  std::vector<std::filesystem::path> files;  ///< see Session::open
  std::filesystem::path dataset;
  int downscale = 0;   ///< factor by which photos are reduced; 0: as when the first model was built
  glm::ivec2 size{0};  ///< of the window, pixels; 0: as last time
  float scale = 0;     ///< pixels per point; 0: the monitor's
  bool fullscreen = false;
  bool copy_pictures = false;   ///< bring pictures to the window through the host's memory
  std::filesystem::path views;  ///< the file of the saved views; empty: beside the settings
  bool remember = true;         ///< keep settings and saved views from one start to the next
  std::optional<std::vector<ScriptCommand>> script;
};

/// The program: window, session, panels and script.
class App {
 public:
  App(RenderThread& render, const AppOptions& options, ViewerSettings settings);
  /// Returns when the window is closed or the script quits. @throws Error for what goes wrong in a script
  void run();

 private:
  /// Handles input and shows one frame of the window. @param patience longest wait for input, seconds
  void frame(double patience);
  void draw_panels();
  /// Runs the script's commands up to one that must wait for a later frame.
  void run_script();
  /// Called once per frame until the command is finished. @return true when it is
  bool run_command(const ScriptCommand& command);
  /// The script command `measure`.
  void measure();
  /// Saves the settings.
  void remember() const;

  AppOptions options_;
  Window window_;
  Session session_;
  PictureBuffers buffers_;
  PictureTextures textures_;
  UiState ui_;
  std::uint64_t shown_picture_ = 0;  ///< Session::picture_number of the picture in the textures
  double last_time_;                 ///< of the last frame, as now()
  std::size_t next_command_ = 0;
  int command_frames_ = 0;            ///< frames since the present command began
  double command_start_ = 0;          ///< as now()
  std::filesystem::path screenshot_;  ///< where the next frame is written; empty: nowhere
  bool was_fullscreen_ = false;
};

}  // namespace asrg
