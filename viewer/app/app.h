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
  int downscale = 0;   ///< of the photos; 0: as the first model was built
  glm::ivec2 size{0};  ///< of the window; 0: as last time
  float scale = 0;     ///< pixels to a point; 0: as the monitor says
  bool fullscreen = false;
  bool copy_pictures = false;   ///< by way of the host's memory
  std::filesystem::path views;  ///< the file of the saved views; empty: beside the settings
  bool remember = true;         ///< settings and saved views, from one start to the next
  std::optional<std::vector<ScriptCommand>> script;
};

/// The program: window, session, panels and script, until it is closed.
class App {
 public:
  App(RenderThread& render, const AppOptions& options, ViewerSettings settings);
  void run();

 private:
  void frame(double patience);
  void draw_panels();
  /// Runs what can be run of the script.
  void run_script();
  bool run_command(const ScriptCommand& command);
  void measure();
  void remember() const;

  AppOptions options_;
  Window window_;
  Session session_;
  PictureBuffers buffers_;
  PictureTextures textures_;
  UiState ui_;
  std::uint64_t shown_picture_ = 0;
  double last_time_;
  std::size_t next_command_ = 0;
  int command_frames_ = 0;  ///< frames that the present command has waited for
  double command_start_ = 0;
  std::filesystem::path screenshot_;
  bool was_fullscreen_ = false;
};

}  // namespace asrg
