#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>
#include <sys/types.h>

namespace asrg {

/// Whether the program `ffmpeg` can be started.
bool have_ffmpeg();

/// Encodes frames as an H.264 mp4 with the program ffmpeg, which gets them through a pipe.
/// The video appears under its name only once finish() has returned; without it nothing stays behind.
class VideoWriter {
 public:
  /// @param size of every frame, pixels; odd sizes are padded by one white column or row
  /// @throws Error (runtime) where ffmpeg cannot be started
  VideoWriter(const std::filesystem::path& output, glm::ivec2 size, int frames_per_second);
  ~VideoWriter();
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  /// @param frame RGB
  /// @throws Error (io) where ffmpeg has given up, with the first thing that it says
  void add(const ImageU8& frame);
  /// @throws Error (io) where the video could not be written whole (a full disk, say); the file of that name is what it was before
  void finish();

 private:
  [[noreturn]] void fail() const;
  int wait();

  std::filesystem::path output_, temporary_;
  glm::ivec2 size_;
  pid_t child_ = 0;
  int pipe_ = -1;
  int errors_ = -1;  ///< a file in memory that takes what ffmpeg says
};

}  // namespace asrg
