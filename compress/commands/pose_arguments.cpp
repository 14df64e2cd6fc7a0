#include "compress/commands/pose_arguments.h"

#include "compress/commands/progress.h"
#include "compress/program/interrupt.h"
#include "compress/program/options.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <memory>

namespace asrg {
namespace {

const char* words_of(const std::string& step) {
  if (step == "video") return "frames of the video";
  if (step == "photos") return "photos are looked at";
  if (step == "masks") return "masks are made";
  if (step == "features") return "features (colmap)";
  if (step == "matches") return "matches (colmap)";
  return "cameras (colmap)";
}

}  // namespace

void PoseArguments::add_to(CLI::App& c) {
  c.add_option(
       "--frames", options.frames,
       "of a video: how many frames to take, evenly spread, of each stretch the sharpest (variance of the Laplacian over variance of "
       "the brightness)")
      ->check(number_in(3, 5000))
      ->capture_default_str();
  c.add_flag(
      "--drop-blurred", options.drop_blurred,
      "photos without cameras: leave out those that are less than 0.3 times as sharp as their neighbours; they are named in any case");
  c.add_option(
       "--features", options.features,
       "photos without cameras: how many points COLMAP looks for in each, at most (8192 are its own). Twice as many take four times as "
       "long, and help where few photos are posed")
      ->check(number_in(100, 32768))
      ->capture_default_str();
  c.add_option("--cameras", options.cameras,
               "photos without cameras: one lens for all, one for each, or auto: one where their size and the EXIF data's camera and focal "
               "length are the same")
      ->check(CLI::IsMember({"auto", "one", "each"}))
      ->capture_default_str();
}

PosedPhotos pose_with_progress(const PoseOptions& options, bool quiet) {
  watch_interrupts();
  std::unique_ptr<ProgressLine> line;
  std::string step_of_line;
  PoseListener listener;
  listener.progress = [&](const std::string& step, double fraction, const std::string& text) {
    if (step != step_of_line) {
      line = std::make_unique<ProgressLine>(quiet);  // the time left is that of the step
      step_of_line = step;
    }
    line->show(fraction, fmt::format("{}: {}", words_of(step), text));
  };
  listener.note = [&](const std::string& sentence) {
    if (line) line->finish();
    say("asrg: {}\n", sentence);
  };
  PosedPhotos posed = pose_photos(options, listener, interrupted);
  line.reset();
  if (posed.stopped) return posed;
  if (!quiet || !posed.not_posed.empty()) {
    say("{}: {}{} of {} photos have cameras, {} points in space\n", options.dataset.string(), posed.known ? "found before: " : "",
        posed.posed.size(), posed.posed.size() + posed.not_posed.size(), posed.points);
  }
  if (!posed.not_posed.empty())
    say("asrg: no camera was found for {}: {}\n", posed.not_posed.size() == 1 ? "a photo" : "some photos",
        fmt::join(posed.not_posed, ", "));
  return posed;
}

std::string pose_interrupted(const PoseOptions& options) {
  return fmt::format("asrg: interrupted; {} keeps what was done, the same command goes on from there\n", options.dataset.string());
}

}  // namespace asrg
