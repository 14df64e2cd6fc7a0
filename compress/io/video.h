#pragma once

#include "cuda/core/image.h"

#include <glm/glm.hpp>

#include <filesystem>
#include <sys/types.h>

namespace asrg {

/// Whether the program `ffmpeg` can be started.
bool have_ffmpeg();

/// Encodes frames as an H.264 mp4 with the program ffmpeg, to which they are passed through a pipe.
/// The file appears only when finish() has returned; without that call no file is left.
class VideoWriter {
 public:
  /// @param size of every frame, pixels; odd sizes are padded by one white column or row
  /// @throws Error (runtime) where ffmpeg cannot be started
  VideoWriter(const std::filesystem::path& output, glm::ivec2 size, int frames_per_second);
  ~VideoWriter();
  VideoWriter(const VideoWriter&) = delete;
  VideoWriter& operator=(const VideoWriter&) = delete;

  /// @param frame RGB
  /// @throws Error (io) where ffmpeg has ended, with its first message
  void add(const ImageU8& frame);
  /// @throws Error (io) where the video could not be written completely (for instance on a full disk); an older file of that name is not changed
  void finish();

 private:
  [[noreturn]] void fail() const;
  int wait();

  std::filesystem::path output_, temporary_;
  glm::ivec2 size_;
  pid_t child_ = 0;
  int pipe_ = -1;
  int errors_ = -1;  ///< file in memory for ffmpeg's standard error
};

}  // namespace asrg
