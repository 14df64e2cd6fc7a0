#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <functional>
#include <string>

struct GLFWwindow;

namespace asrg {

/// The window with its OpenGL and ImGui contexts. One at a time.
class Window {
 public:
  /// @throws Error (unsupported) where there is no display or no OpenGL 3
  /// @param scale pixels to a point; 0: as the monitor says, and as the next one says that the window is moved to
  Window(glm::ivec2 size, bool fullscreen, const std::string& title, float scale = 0);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool closed() const;
  /// Handles input; waits for it up to `patience` seconds.
  void poll(double patience);
  void begin_frame();
  /// @param keep gets the window's pixels (RGB) before they are shown, where it is given
  void end_frame(ImageU8* keep = nullptr);

  glm::ivec2 size() const;  ///< pixels
  void resize(glm::ivec2 size);
  void set_fullscreen(bool on);
  /// Pixels to a point, 1 to 4.
  float scale() const { return scale_; }
  /// From the next frame on.
  void set_scale(float scale);

  std::function<void(const std::string&)> on_drop;  ///< a file was dropped
 private:
  GLFWwindow* window_ = nullptr;
  float scale_ = 1, next_scale_ = 1;
  int windowed_[4] = {0, 0, 0, 0};  ///< place and size before full screen
};

}  // namespace asrg
