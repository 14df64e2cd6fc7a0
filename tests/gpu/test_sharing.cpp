#define GL_GLEXT_PROTOTYPES
#include "cuda/render/frame.h"
#include "tests/gpu/bumpy_object.h"
#include "tests/gpu/gpu_device.h"
#include "viewer/app/cuda_sharing.h"

#include <GLFW/glfw3.h>
#include <GL/glext.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>

using namespace asrg;

namespace {

/// An OpenGL context in a window that nobody sees.
class HiddenContext {
 public:
  HiddenContext() {
    if (!glfwInit()) return;
    glfwWindowHint(GLFW_VISIBLE, 0);
    window_ = glfwCreateWindow(64, 64, "test", nullptr, nullptr);
    if (window_) glfwMakeContextCurrent(window_);
  }
  HiddenContext(const HiddenContext&) = delete;
  HiddenContext& operator=(const HiddenContext&) = delete;
  ~HiddenContext() { glfwTerminate(); }
  bool there() const { return window_ != nullptr; }

 private:
  GLFWwindow* window_ = nullptr;
};

std::vector<std::uint32_t> pixels_of(unsigned buffer, std::size_t count) {
  std::vector<std::uint32_t> pixels(count);
  glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
  glGetBufferSubData(GL_PIXEL_UNPACK_BUFFER, 0, static_cast<GLsizeiptr>(count * sizeof(std::uint32_t)), pixels.data());
  glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
  return pixels;
}

}  // namespace

TEST_CASE("a picture that another thread draws into OpenGL's memory is the picture", "[gpu]") {
  auto cuda = test::cuda_or_skip();
  if (!cuda) return;
  const HiddenContext context;
  if (!context.there()) return test::skip("there is no display");
  constexpr glm::ivec2 size{96, 64};
  constexpr std::size_t count = 96 * 64;
  const test::BumpyObject object;
  const RenderModel model = object.on(*cuda, Precision::compact);
  const Camera camera = object.camera(size);
  Frame frame(*cuda);
  frame.draw(model, camera, {});
  std::vector<std::uint32_t> expected(count);
  frame.download(expected);
  REQUIRE(std::count_if(expected.begin(), expected.end(), [&](std::uint32_t p) { return p != expected[0]; }) > 500);

  unsigned buffer = 0;
  glGenBuffers(1, &buffer);
  glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
  glBufferData(GL_PIXEL_UNPACK_BUFFER, count * sizeof(std::uint32_t), nullptr, GL_STREAM_DRAW);
  glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
  std::optional<CudaSharing> sharing;
  try {
    sharing.emplace(buffer, cuda->index());
  } catch (const Error& e) {
    return test::skip(e.what());
  }
  for (int round = 0; round < 3; ++round) {
    std::uint32_t* memory = sharing->map();
    std::thread([&] {
      frame.draw(model, camera, {}, memory);
      cuda->synchronize();
    }).join();
    sharing->unmap();
    CHECK(pixels_of(buffer, count) == expected);
  }
  sharing.reset();
  glDeleteBuffers(1, &buffer);
}
