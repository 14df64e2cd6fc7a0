#include "compress/io/output.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "viewer/app/actions.h"
#include "viewer/app/app.h"
#include "viewer/app/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Frames after which a change has certainly reached the window.
constexpr int frames_to_settle = 3;

/// The index of a command's first argument among `names`.
int index_of(const ScriptCommand& c, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), c.arguments[0]);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  throw Error(ErrorKind::arguments, fmt::format("script, line {}: {} knows no '{}'", c.line, c.name, c.arguments[0]));
}

/// An argument that must be a whole number from `low` to `high`.
int whole(const ScriptCommand& c, std::size_t argument, int low, int high) {
  const double x = script_number(c, argument);
  if (x != std::floor(x) || x < low || x > high)
    throw Error(ErrorKind::arguments,
                fmt::format("script, line {}: '{}' is not a whole number from {} to {}", c.line, c.arguments[argument], low, high));
  return static_cast<int>(x);
}

/// An argument that is a width or height of a picture.
int side(const ScriptCommand& c, std::size_t argument) { return whole(c, argument, 1, most_picture_side); }

bool begins_job(const ScriptCommand& c) { return c.name == "picture" || c.name == "turntable"; }

bool on(const ScriptCommand& c) { return index_of(c, {"off", "on"}) == 1; }

}  // namespace

void App::run_script() {
  const auto& script = *options_.script;
  while (next_command_ < script.size()) {
    if (command_frames_ == 0) {
      // Files of the command line are loaded before the first command begins, and a job ends before the next one begins.
      const ScriptCommand& next = script[next_command_];
      if (session_.loading() || (begins_job(next) && session_.job && !session_.job->done)) return;
      command_start_ = now();
    }
    ++command_frames_;
    if (!run_command(script[next_command_])) return;
    ++next_command_;
    command_frames_ = 0;
  }
  options_.script.reset();
}

bool App::run_command(const ScriptCommand& c) {
  DisplayOptions& display = session_.display;
  const bool first = command_frames_ == 1;
  if (c.name == "open") {
    if (first) session_.open(c.arguments[0]);
    return command_frames_ > frames_to_settle && !session_.loading();
  }
  if (c.name == "wait") {
    if (!c.arguments.empty()) return now() - command_start_ >= script_number(c, 0);
    return command_frames_ > frames_to_settle && session_.settled() && (!session_.job || session_.job->done);
  }
  if (c.name == "screenshot") {
    if (first) {
      check_output_file(c.arguments[0], FileKind::png);
      screenshot_ = c.arguments[0];
    }
    return screenshot_.empty();
  }
  if (c.name == "resize") {
    const glm::ivec2 size(side(c, 0), side(c, 1));
    if (first) window_.resize(size);
    // A window manager may refuse the size: then go on after a second.
    return window_.size() == size || now() - command_start_ > 1;
  }
  if (begins_job(c)) {
    if (display.shown < 0) throw Error(ErrorKind::arguments, fmt::format("script, line {}: there is no model to draw", c.line));
    if (first && c.name == "picture") session_.write_picture(c.arguments[0], {side(c, 1), side(c, 2)});
    if (first && c.name == "turntable") session_.record_turntable(c.arguments[0], window_.size(), whole(c, 1, 1, 100000));
    return !session_.job || session_.job->done;
  }
  if (c.name == "measure") {
    measure();
  } else if (c.name == "show") {
    const int count = static_cast<int>(session_.models().size());
    if (c.arguments.size() > 1) display.other = whole(c, 1, 1, count) - 1;
    display.shown = whole(c, 0, 1, count) - 1;
  } else if (c.name == "camera") {
    OrbitCamera home = session_.camera;
    home.reset();
    OrbitPose pose = home.target();
    pose.azimuth = static_cast<float>(glm::radians(script_number(c, 0)));
    pose.elevation = static_cast<float>(glm::radians(script_number(c, 1)));
    pose.distance *= static_cast<float>(script_number(c, 2));
    session_.camera.go_to(pose, true);
  } else if (c.name == "layer") {
    display.layer = static_cast<Layer>(index_of(c, layer_names()));
  } else if (c.name == "compare") {
    display.compare = static_cast<Compare>(index_of(c, {"off", "split", "other", "difference", "side"}));
  } else if (c.name == "divider") {
    display.divider = static_cast<float>(std::clamp(script_number(c, 0), 0.0, 1.0));
  } else if (c.name == "background") {
    session_.settings.own_background = true;
    for (std::size_t k = 0; k < 3; ++k) session_.settings.background[k] = static_cast<float>(std::clamp(script_number(c, k), 0.0, 1.0));
  } else if (c.name == "exposure") {
    display.exposure = static_cast<float>(script_number(c, 0));
  } else if (c.name == "bricks") {
    display.bricks = on(c);
  } else if (c.name == "close") {
    session_.close(whole(c, 0, 1, static_cast<int>(session_.models().size())) - 1);
  } else if (c.name == "scale") {
    window_.set_scale(static_cast<float>(script_number(c, 0)));
  } else if (c.name == "panels") {
    ui_.panels = on(c);
  } else if (c.name == "photo") {
    if (session_.loading()) return false;
    session_.show_photo(whole(c, 0, 0, static_cast<int>(session_.photos().size())) - 1);
  } else if (c.name == "key") {
    run_action(c.arguments[0], session_, ui_);
  } else if (c.name == "status") {
    const glm::ivec2 size = session_.picture().size;
    fmt::print("{}; picture {}x{}; {}\n", session_.render().device(), size.x, size.y, buffers_.description());
    std::fflush(stdout);
  } else if (c.name == "quit") {
    ui_.quit = true;
  }
  return true;
}

void App::measure() {
  const auto spin = [&](double seconds) {
    const double start = now();
    const std::uint64_t first = session_.picture_number();
    int frames = 0;
    while (now() - start < seconds) {
      session_.camera.turn(0.02f);
      frame(0.01);
      ++frames;
    }
    const double took = now() - start;
    return std::pair(frames / took, static_cast<double>(session_.picture_number() - first) / took);
  };
  spin(1);
  const auto [window_rate, picture_rate] = spin(4);
  const glm::ivec2 moving = session_.picture().size;
  const double rest = now();
  double full = 0;
  do {
    frame(0.01);
    if (full == 0 && session_.picture().resolution.scale >= 1) full = now() - rest;
  } while (!session_.settled());
  const glm::ivec2 size = window_.size();
  fmt::print(
      "{}x{}, {}: moving {:.1f} pictures/s at {}x{} (window {:.1f} frames/s), full resolution after {:.2f} s, finest after {:.2f} s; {}\n",
      size.x, size.y, session_.render().device(), picture_rate, moving.x, moving.y, window_rate, full, now() - rest,
      buffers_.description());
  std::fflush(stdout);
}

}  // namespace asrg
