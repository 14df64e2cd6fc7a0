#include "compress/io/video.h"

#include "compress/io/file_kind.h"
#include "compress/io/process.h"
#include "cuda/core/error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

namespace asrg {
namespace {

/// The first line of a file with a program's messages, with "it" in place of `name`, the file that the program worked on.
std::string first_line(int file, const std::string& name) {
  std::string text(1024, '\0');
  const ssize_t got = pread(file, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  text.resize(std::min(text.size(), text.find('\n')));
  if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), "it");
  return text;
}

}  // namespace

bool have_ffmpeg() {
  const pid_t child = start_program({"ffmpeg", "-version"}, {});
  return child != 0 && end_of_program(child).good();
}

VideoWriter::VideoWriter(const std::filesystem::path& output, glm::ivec2 size, int frames_per_second)
    : output_(output), temporary_(output.string() + fmt::format(".{}.tmp", getpid())), size_(size) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw Error(ErrorKind::runtime, "no pipe to ffmpeg can be made: too many open files");
  pipe_ = ends[1];
  errors_ = memfd_create("ffmpeg's words", MFD_CLOEXEC);
  // H.264 with 4:2:0 chroma needs even sizes. "file:" keeps ffmpeg from taking a name for an option or a protocol.
  child_ = start_program({"ffmpeg",
                          "-loglevel",
                          "error",
                          "-nostdin",
                          "-y",
                          "-xerror",  // without it ffmpeg's exit status is 0 even if the disk was full at the trailer
                          "-f",
                          "rawvideo",
                          "-pixel_format",
                          "rgb24",
                          "-video_size",
                          fmt::format("{}x{}", size.x, size.y),
                          "-framerate",
                          std::to_string(frames_per_second),
                          "-i",
                          "pipe:0",
                          "-vf",
                          "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white",
                          "-c:v",
                          "libx264",
                          "-pix_fmt",
                          "yuv420p",
                          "-crf",
                          "18",
                          "-movflags",
                          "+faststart",
                          "-f",
                          "mp4",
                          "file:" + temporary_.string()},
                         {.input = ends[0], .errors = errors_});
  close(ends[0]);
  if (child_ == 0) {
    close(pipe_);
    if (errors_ >= 0) close(errors_);
    throw Error(ErrorKind::runtime, "the program ffmpeg cannot be started");
  }
}

VideoWriter::~VideoWriter() {
  if (pipe_ >= 0) close(pipe_);
  if (child_ != 0) {
    kill(child_, SIGKILL);
    wait();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
  }
  if (errors_ >= 0) close(errors_);
}

void VideoWriter::add(const ImageU8& frame) {
  if (frame.width != size_.x || frame.height != size_.y || frame.channels != 3)
    throw Error(ErrorKind::runtime, fmt::format("{}: all frames of a video must have one size", output_.string()));
  const std::uint8_t* at = frame.pixels.data();
  for (std::size_t left = frame.pixels.size(); left > 0;) {
    const ssize_t written = write(pipe_, at, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    at += written;
    left -= static_cast<std::size_t>(written);
  }
}

void VideoWriter::finish() {
  close(pipe_);
  pipe_ = -1;
  std::error_code error;
  if (wait() == 0 && is_complete_mp4(temporary_)) {
    std::filesystem::rename(temporary_, output_, error);
    if (!error) return;
  }
  std::filesystem::remove(temporary_, error);
  fail();
}

void VideoWriter::fail() const {
  const std::string reason = first_line(errors_, "file:" + temporary_.string());
  throw Error(ErrorKind::io, fmt::format("cannot write {}: {}", output_.string(),
                                         reason.empty() ? "ffmpeg ended before the video was complete" : "ffmpeg says: " + reason));
}

int VideoWriter::wait() {
  const int status = end_of_program(child_).status;
  child_ = 0;
  return status;
}

}  // namespace asrg
