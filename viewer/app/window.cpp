#include "viewer/app/window.h"

#include "cuda/core/error.h"
#include "viewer/app/style.h"

#include <imgui.h>

#include <GL/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

[[noreturn]] void fail(const char* what) {
  const char* reason = nullptr;
  glfwGetError(&reason);
  const std::string text = reason ? reason : "unknown reason";
  throw Error(ErrorKind::unsupported, fmt::format("{} ({}); asrg render draws without a display", what, text));
}

}  // namespace

Window::Window(glm::ivec2 size, bool fullscreen, const std::string& title, float scale) {
  if (!glfwInit()) fail("there is no display to open a window on");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 0);
  window_ = glfwCreateWindow(size.x, size.y, title.c_str(), nullptr, nullptr);
  if (!window_) {
    try {
      fail("a window with OpenGL 3 cannot be opened");
    } catch (...) {
      glfwTerminate();
      throw;
    }
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(window_, this);
  if (scale <= 0) {
    float y = 1;
    glfwGetWindowContentScale(window_, &scale, &y);
    glfwSetWindowContentScaleCallback(
        window_, [](GLFWwindow* w, float x, float) { static_cast<Window*>(glfwGetWindowUserPointer(w))->set_scale(x); });
  }
  set_scale(scale);
  scale_ = next_scale_;
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
    auto& self = *static_cast<Window*>(glfwGetWindowUserPointer(w));
    for (int i = 0; i < count && self.on_drop; ++i) self.on_drop(paths[i]);
  });
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  apply_style(scale_);
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  ImGui_ImplOpenGL3_Init("#version 130");
  if (fullscreen) set_fullscreen(true);
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

bool Window::closed() const { return glfwWindowShouldClose(window_); }

void Window::poll(double patience) {
  if (patience > 0)
    glfwWaitEventsTimeout(patience);
  else
    glfwPollEvents();
}

void Window::set_scale(float scale) { next_scale_ = std::clamp(scale, 1.0f, 4.0f); }

void Window::begin_frame() {
  if (next_scale_ != scale_) {
    scale_ = next_scale_;
    apply_style(scale_);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::end_frame(ImageU8* keep) {
  ImGui::Render();
  const glm::ivec2 s = size();
  glViewport(0, 0, s.x, s.y);
  glClearColor(0.06f, 0.065f, 0.07f, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  if (keep) {
    *keep = ImageU8(s.x, s.y, 3);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, s.x, s.y, GL_RGB, GL_UNSIGNED_BYTE, keep->pixels.data());
    for (int row = 0; row < s.y / 2; ++row) std::swap_ranges(keep->at(0, row), keep->at(0, row) + 3 * s.x, keep->at(0, s.y - 1 - row));
  }
  glfwSwapBuffers(window_);
}

glm::ivec2 Window::size() const {
  glm::ivec2 s(0);
  glfwGetFramebufferSize(window_, &s.x, &s.y);
  return s;
}

void Window::resize(glm::ivec2 s) { glfwSetWindowSize(window_, s.x, s.y); }

void Window::set_fullscreen(bool on) {
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
  if (on && mode) {
    glfwGetWindowPos(window_, &windowed_[0], &windowed_[1]);
    glfwGetWindowSize(window_, &windowed_[2], &windowed_[3]);
    glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  } else if (!on && windowed_[2] > 0) {
    glfwSetWindowMonitor(window_, nullptr, windowed_[0], windowed_[1], windowed_[2], windowed_[3], 0);
  }
}

}  // namespace asrg
