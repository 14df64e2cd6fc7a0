#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg {

/// True where the file's name ends like that of a video: .mp4, .mov, .mkv, .webm, .avi, .m4v, .3gp, .mts, in upper or lower case.
bool has_video_extension(const std::filesystem::path& path);

/// One for each of `count` equal stretches of a series: the place of its greatest value. All places where there are no more values than that.
/// @return ascending
std::vector<std::size_t> sharpest_of_each(const std::vector<double>& sharpnesses, std::size_t count);

/// Takes frames out of a video with the program ffmpeg, which reads it twice: once to see how sharp each frame is (sharpness.h, of the frame
/// reduced to 960 pixels), once to write the sharpest of each of `count` equal stretches, as `folder`/frame_NUMBER.png (the frame's number,
/// from 0). The video's own turn is applied.
/// @param progress gets 0..1 and a few words
/// @return the files, in order; empty where `stop` became true
/// @throws Error (runtime) where ffmpeg is not there, with the command that installs it; Error (io) where it cannot read the video, with what
///         it says
std::vector<std::filesystem::path> take_video_frames(const std::filesystem::path& video, std::size_t count,
                                                     const std::filesystem::path& folder,
                                                     const std::function<void(double, const std::string&)>& progress,
                                                     const std::atomic<bool>& stop);

}  // namespace asrg
