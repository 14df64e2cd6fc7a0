#include "compress/pose/video_frames.h"

#include "compress/io/file_kind.h"
#include "compress/io/process.h"
#include "compress/pose/sharpness.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace asrg {
namespace fs = std::filesystem;
namespace {

constexpr int sharpness_side = 960;

/// Splits a stream of binary PGM files, as ffmpeg writes them, into grey pictures: "P5\nW H\n255\n" and W * H bytes each.
class PgmStream {
 public:
  explicit PgmStream(std::function<void(const ImageF&)> on_picture) : on_picture_(std::move(on_picture)) {}

  void add(const char* bytes, std::size_t count) {
    text_.append(bytes, count);
    while (take_picture()) {}
  }

 private:
  bool take_picture() {
    int width = 0, height = 0, largest = 0, header = 0;
    const std::string start = text_.substr(0, 64);
    if (std::count(start.begin(), start.end(), '\n') < 3) return false;
    if (std::sscanf(start.c_str(), "P5 %d %d %d%n", &width, &height, &largest, &header) != 3 || width < 1 || height < 1 || largest != 255)
      throw Error(ErrorKind::io, "ffmpeg did not write the pictures that it was asked for");
    const auto begin = static_cast<std::size_t>(header) + 1, size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    if (text_.size() < begin + size) return false;
    ImageF picture(width, height, 1);
    for (std::size_t i = 0; i < size; ++i) picture.pixels[i] = static_cast<float>(static_cast<unsigned char>(text_[begin + i]));
    text_.erase(0, begin + size);
    on_picture_(picture);
    return true;
  }

  std::function<void(const ImageF&)> on_picture_;
  std::string text_;
};

/// The number of frames that ffmpeg's description of its input announces: "Duration: 00:00:10.04, ..." times "..., 30 fps, ...".
class FrameCount {
 public:
  void read(const std::string& line) {
    int hours = 0, minutes = 0;
    double seconds = 0;
    if (const auto at = line.find("Duration: ");
        at != line.npos && std::sscanf(line.c_str() + at, "Duration: %d:%d:%lf", &hours, &minutes, &seconds) == 3)
      seconds_ = hours * 3600 + minutes * 60 + seconds;
    if (const auto at = line.find(" fps,"); at != line.npos && rate_ == 0) {
      const auto begin = line.rfind(' ', at - 1);
      if (begin != line.npos) std::sscanf(line.c_str() + begin, "%lf", &rate_);
    }
  }
  double get() const { return seconds_ * rate_; }

 private:
  double seconds_ = 0, rate_ = 0;
};

[[noreturn]] void fail(const fs::path& video, const ProgramEnd& end, const std::string& last_line) {
  if (!end.started)
    throw Error(
        ErrorKind::runtime,
        fmt::format("{} needs the program ffmpeg, which is not installed: apt install ffmpeg (or your system's command)", video.string()));
  throw Error(ErrorKind::io, fmt::format("cannot read the video {}: ffmpeg {}{}", video.string(), end.sentence(),
                                         last_line.empty() ? "" : ": " + last_line));
}

}  // namespace

bool has_video_extension(const fs::path& path) {
  const std::string extension = lower_extension(path);
  constexpr const char* known[] = {".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".3gp", ".mts"};
  return std::find(std::begin(known), std::end(known), extension) != std::end(known);
}

std::vector<std::size_t> sharpest_of_each(const std::vector<double>& sharpnesses, std::size_t count) {
  count = std::min(count, sharpnesses.size());
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = sharpnesses.begin() + static_cast<std::ptrdiff_t>(i * sharpnesses.size() / count);
    const auto end = sharpnesses.begin() + static_cast<std::ptrdiff_t>((i + 1) * sharpnesses.size() / count);
    result.push_back(static_cast<std::size_t>(std::max_element(begin, end) - sharpnesses.begin()));
  }
  return result;
}

std::vector<fs::path> take_video_frames(const fs::path& video, std::size_t count, const fs::path& folder,
                                        const std::function<void(double, const std::string&)>& progress, const std::atomic<bool>& stop) {
  std::string last_line;
  FrameCount promised;
  const auto on_line = [&](const std::string& line) {
    promised.read(line);
    last_line = line;
  };
  std::vector<double> sharpnesses;
  PgmStream pictures([&](const ImageF& picture) {
    sharpnesses.push_back(sharpness(picture));
    const double total = std::max(promised.get(), 1.0 + static_cast<double>(sharpnesses.size()));
    progress(0.6 * static_cast<double>(sharpnesses.size()) / total, fmt::format("how sharp are {} frames", sharpnesses.size()));
  });
  // With "file:" before it ffmpeg cannot take the name for an option or a protocol.
  const std::string input = "file:" + video.string();
  const ProgramEnd measured = pipe_program(
      {"ffmpeg", "-nostdin", "-nostats", "-i", input, "-map", "0:v:0", "-vf", fmt::format("scale='min({0},iw)':'-2'", sharpness_side),
       "-fps_mode", "passthrough", "-f", "image2pipe", "-c:v", "pgm", "-pix_fmt", "gray", "pipe:1"},
      [&](const char* bytes, std::size_t n) { pictures.add(bytes, n); }, on_line, stop);
  if (measured.stopped) return {};
  if (!measured.good() || sharpnesses.empty()) fail(video, measured, last_line);

  const std::vector<std::size_t> chosen = sharpest_of_each(sharpnesses, count);
  std::string expression;
  for (const std::size_t frame : chosen) expression += fmt::format("{}eq(n\\,{})", expression.empty() ? "" : "+", frame);
  const fs::path part = folder / "part";
  fs::create_directories(part);
  progress(0.6, fmt::format("takes {} of {} frames", chosen.size(), sharpnesses.size()));
  const ProgramEnd taken =
      run_program({"ffmpeg", "-nostdin", "-nostats", "-loglevel", "error", "-y", "-i", input, "-map", "0:v:0", "-vf",
                   "select=" + expression, "-fps_mode", "passthrough", "-f", "image2", "file:" + (part / "%06d.png").string()},
                  {}, on_line, stop);
  if (taken.stopped) return {};
  if (!taken.good()) fail(video, taken, last_line);
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    files.push_back(folder / fmt::format("frame_{:06}.png", chosen[i]));
    std::error_code error;
    fs::rename(part / fmt::format("{:06}.png", i + 1), files.back(), error);
    if (error)
      throw Error(ErrorKind::io, fmt::format("ffmpeg wrote {} of the {} frames that were asked of {}", i, chosen.size(), video.string()));
  }
  fs::remove_all(part);
  progress(1, fmt::format("{} frames", files.size()));
  return files;
}

}  // namespace asrg
