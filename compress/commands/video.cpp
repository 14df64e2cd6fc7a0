#include "compress/commands/video.h"

#include "cuda/core/error.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

extern char** environ;

namespace asrg {
namespace {

/// Runs a program of the PATH without a shell and without its output. @return its exit status, or -1 where it cannot be started
int run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error) return -1;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

bool have_ffmpeg() { return run_program({"ffmpeg", "-version"}) == 0; }

void encode_video(const std::filesystem::path& folder, const std::filesystem::path& output, int frames_per_second) {
  // H.264 with 4:2:0 chroma needs even sizes.
  const int status = run_program({"ffmpeg", "-y", "-framerate", std::to_string(frames_per_second), "-i", (folder / "frame_%04d.png").string(), "-vf",
                                  "pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18", "-movflags",
                                  "+faststart", "-f", "mp4", output.string()});
  if (status == 0) return;
  std::error_code ignored;
  std::filesystem::remove(output, ignored);
  throw Error(ErrorKind::io, fmt::format("{}: ffmpeg could not write the video (exit status {})", output.string(), status));
}

}  // namespace asrg
