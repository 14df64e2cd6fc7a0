#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// True where the file's name ends like that of a video: .mp4, .mov, .mkv, .webm, .avi, .m4v, .3gp, .mts, in upper or lower case.
bool has_video_extension(const std::filesystem::path& path);

/// Splits a series into `count` equal parts and takes of each the index of its greatest value; all indices where the series is not longer.
/// @return indices, ascending
std::vector<std::size_t> sharpest_of_each(const std::vector<double>& sharpnesses, std::size_t count);

/// Takes frames out of a video with the program ffmpeg, which reads it twice: once to measure how sharp each frame is (sharpness.h, of the frame
/// reduced to 960 pixels), once to write the sharpest frame of each of `count` equal parts, as `folder`/frame_NUMBER.png (the frame's number,
/// from 0). The rotation stated in the video is applied.
/// @param progress is called with the fraction done, 0..1, and a short text
/// @return the files, in order; empty where `stop` became true
/// @throws Error (runtime) where ffmpeg is missing, with the command that installs it; Error (io) where it cannot read the video, with its
///         message
std::vector<std::filesystem::path> take_video_frames(const std::filesystem::path& video, std::size_t count,
                                                     const std::filesystem::path& folder,
                                                     const std::function<void(double, const std::string&)>& progress,
                                                     const std::atomic<bool>& stop);

}  // namespace asrg
