#pragma once

#include "cuda/core/image.h"

#include <filesystem>
#include <string>

namespace asrg {

/// Whether the program `ffmpeg` can be started.
bool have_ffmpeg();

/// Encodes PNG frames `folder/frame_0000.png`, ... as an H.264 mp4 with the program ffmpeg.
/// @throws Error (io) where ffmpeg fails; the output then does not exist
void encode_video(const std::filesystem::path& folder, const std::filesystem::path& output, int frames_per_second);

}  // namespace asrg
