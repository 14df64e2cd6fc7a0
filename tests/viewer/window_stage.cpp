#include "tests/viewer/window_stage.h"

#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/model/drawable.h"
#include "tests/viewer/ball_model.h"
#include "viewer/camera/orbit_camera.h"

#include <fmt/format.h>

#include <cstdlib>

namespace asrg::test {

WindowStage::WindowStage() {
  save_model(path("red.asrg"), ball_model({0.7f, 0.2f, 0.2f}), Effort::fast);
  save_model(path("green.asrg"), ball_model({0.2f, 0.7f, 0.2f}), Effort::fast);
}

Outcome WindowStage::run(const std::string& script, const std::string& arguments, bool display) const {
  write(path("script"), script);
  const std::string program = ASRG_BINARY_DIR "/bin/asrg-view";
  const std::string command = fmt::format(
      "cd '{}' && env -u DISPLAY -u WAYLAND_DISPLAY LIBGL_ALWAYS_SOFTWARE=1 {} sh -c \"'{}' {} --device cpu --script script; echo \\$? > "
      "code\" "
      "> out 2> err",
      folder_.path().string(), display ? "timeout 300 xvfb-run -a -s '-screen 0 1600x1200x24'" : "timeout 60", program, arguments);
  std::filesystem::remove(path("code"));
  std::system(command.c_str());
  // xvfb-run adds messages of the display to standard error, and returns another exit code where it cannot remove its files. Therefore the
  // program's own streams and exit code are written to files.
  const bool ended = std::filesystem::exists(path("code"));
  return {ended ? std::stoi(read_text_file(path("code"))) : -1, read_text_file(path("out")) + read_text_file(path("err"))};
}

ImageU8 WindowStage::picture(const std::string& name) const { return decode_png(read_file(path(name)), name); }

void WindowStage::write(const std::filesystem::path& to, const std::string& text) { write_text_file_atomically(to, text, false); }

bool display_or_skip() {
  if (std::system("command -v xvfb-run > /dev/null 2>&1") == 0) return true;
  skip("there is no xvfb-run on this machine");
  return false;
}

ImageU8 expected(const std::filesystem::path& file, glm::ivec2 size, Layer layer, float azimuth, float elevation) {
  const Model model = load_model(file);
  Device device = Device::cpu(2);
  const RenderModel ready = drawable(device, model, Precision::compact);
  OrbitCamera camera;
  camera.frame(model.topology.lattice.box(), {0, 0, 1}, 0.7f);
  OrbitPose pose = camera.pose();
  pose.azimuth = glm::radians(azimuth);
  pose.elevation = glm::radians(elevation);
  camera.go_to(pose, true);
  RenderSettings settings;
  settings.layer = layer;
  settings.supersample = 2;
  settings.backdrop = Backdrop::colour;
  settings.backdrop_colour = {0.2f, 0.3f, 0.4f};
  return to_8_bit(render(device, ready, camera.camera(size), settings), 3);
}

int bright_pixels(const ImageU8& image, glm::ivec2 low, glm::ivec2 high) {
  int n = 0;
  for (int y = low.y; y < high.y; ++y)
    for (int x = low.x; x < high.x; ++x) n += image.at(x, y)[0] > 180 && image.at(x, y)[1] > 180 && image.at(x, y)[2] > 180;
  return n;
}

}  // namespace asrg::test
