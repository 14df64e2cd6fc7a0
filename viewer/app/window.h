#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <functional>
#include <string>

struct GLFWwindow;

namespace asrg {

/// The window with its OpenGL and ImGui contexts. There may be only one at a time.
class Window {
 public:
  /// @throws Error (unsupported) where there is no display or no OpenGL 3
  /// @param scale pixels per point; 0: that of the monitor on which the window is
  Window(glm::ivec2 size, bool fullscreen, const std::string& title, float scale = 0);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool closed() const;
  /// Handles input events, and waits for one up to `patience` seconds.
  void poll(double patience);
  void begin_frame();
  /// @param keep where it is not null, becomes the window's pixels (RGB)
  void end_frame(ImageU8* keep = nullptr);

  glm::ivec2 size() const;  ///< pixels
  void resize(glm::ivec2 size);
  void set_fullscreen(bool on);
  /// Pixels per point, 1 to 4.
  float scale() const { return scale_; }
  /// Takes effect with the next frame.
  void set_scale(float scale);

  std::function<void(const std::string&)> on_drop;  ///< is called with the path of each file that is dropped onto the window
 private:
  GLFWwindow* window_ = nullptr;
  float scale_ = 1, next_scale_ = 1;
  int windowed_[4] = {0, 0, 0, 0};  ///< x, y, width and height before full screen
};

}  // namespace asrg
