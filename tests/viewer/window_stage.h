#pragma once

#include "cuda/core/image.h"
#include "cuda/render/renderer.h"
#include "tests/support.h"

#include <glm/glm.hpp>

#include <filesystem>
#include <string>

namespace asrg::test {

/// How a run of asrg-view ended.
struct Outcome {
  int code = -1;    ///< exit code
  std::string err;  ///< standard output and standard error
};

/// A folder with the models red.asrg and green.asrg, in which scripts are run by the real program on a virtual display.
class WindowStage {
 public:
  WindowStage();
  std::filesystem::path path(const std::string& name) const { return folder_.path() / name; }
  /// @param display false: without the virtual display
  Outcome run(const std::string& script, const std::string& arguments = "--size 400x300", bool display = true) const;
  ImageU8 picture(const std::string& name) const;
  static void write(const std::filesystem::path& to, const std::string& text);

 private:
  TemporaryDirectory folder_;
};

/// True where there is a program for virtual displays; else marks the test as skipped.
bool display_or_skip();

/// The picture that the window must show without panels: the model drawn by the renderer, 2x2 rays per pixel, on the viewer's background.
/// @param azimuth degrees
/// @param elevation degrees
ImageU8 expected(const std::filesystem::path& file, glm::ivec2 size, Layer layer, float azimuth, float elevation);

/// The number of bright pixels, such as those of texts, from `low` to `high` (exclusive).
int bright_pixels(const ImageU8& image, glm::ivec2 low, glm::ivec2 high);

/// The beginning of a script: both models, without panels, from the camera 30 20 1.
constexpr const char* start = "panels off\nbackground 0.2 0.3 0.4\nopen red.asrg\nopen green.asrg\nshow 1 2\ncamera 30 20 1\n";

}  // namespace asrg::test
