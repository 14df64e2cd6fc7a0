#include "compress/io/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

extern char** environ;

namespace asrg {
namespace {

/// This program's environment with variables added or replaced. @param more NAME=VALUE; must outlive the result
std::vector<char*> environment_with(const std::vector<std::string>& more) {
  std::vector<char*> result;
  for (char** at = environ; *at; ++at) {
    const std::string_view text(*at);
    const bool replaced = std::any_of(more.begin(), more.end(), [&](const std::string& m) {
      const std::size_t name = m.find('=') + 1;
      return text.substr(0, name) == std::string_view(m).substr(0, name);
    });
    if (!replaced) result.push_back(*at);
  }
  for (const std::string& m : more) result.push_back(const_cast<char*>(m.c_str()));
  result.push_back(nullptr);
  return result;
}

/// Splits bytes into lines, at line feeds and at carriage returns, with which programs overwrite a line of progress.
class Lines {
 public:
  explicit Lines(const std::function<void(const std::string&)>& on_line) : on_line_(on_line) {}
  void add(const char* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      if (bytes[i] == '\n' || bytes[i] == '\r')
        flush();
      else if (line_.size() < longest)
        line_ += bytes[i];
    }
  }
  void flush() {
    if (!line_.empty() && on_line_) on_line_(line_);
    line_.clear();
  }

 private:
  static constexpr std::size_t longest = 4096;
  const std::function<void(const std::string&)>& on_line_;
  std::string line_;
};

using Reader = std::function<void(const char*, std::size_t)>;

/// Passes the bytes of up to two pipes to their readers until both pipes are at their end or `stop` is true, and closes them. @return false where it was
/// stopped
bool read_pipes(std::array<int, 2> pipes, const std::array<Reader, 2>& readers, const std::atomic<bool>& stop) {
  std::vector<char> bytes(1 << 16);
  while (!stop && (pipes[0] >= 0 || pipes[1] >= 0)) {
    std::array<pollfd, 2> waits{pollfd{pipes[0], POLLIN, 0}, pollfd{pipes[1], POLLIN, 0}};
    poll(waits.data(), waits.size(), 200);
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i] < 0 || !waits[i].revents) continue;
      const ssize_t got = read(pipes[i], bytes.data(), bytes.size());
      if (got > 0) {
        readers[i](bytes.data(), static_cast<std::size_t>(got));
      } else if (got == 0 || errno != EINTR) {
        close(pipes[i]);
        pipes[i] = -1;
      }
    }
  }
  for (const int pipe : pipes)
    if (pipe >= 0) close(pipe);
  return !stop;
}

/// Ends a program that start_program() has started, with its children.
ProgramEnd end_now(pid_t child) {
  kill(-child, SIGTERM);
  for (int i = 0; i < 50; ++i) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) != 0) return {.stopped = true, .status = -1, .signal = SIGTERM};
    usleep(100000);
  }
  kill(-child, SIGKILL);
  end_of_program(child);
  return {.stopped = true, .status = -1, .signal = SIGKILL};
}

}  // namespace

pid_t start_program(const std::vector<std::string>& words, const ProgramStreams& streams, const std::vector<std::string>& environment) {
  std::vector<char*> arguments;
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> values = environment_with(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto connect = [&](int given, int stream, int mode) {
    if (given >= 0)
      posix_spawn_file_actions_adddup2(&actions, given, stream);
    else
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", mode, 0);
  };
  connect(streams.input, STDIN_FILENO, O_RDONLY);
  connect(streams.output, STDOUT_FILENO, O_WRONLY);
  connect(streams.errors, STDERR_FILENO, O_WRONLY);
  // This program ignores SIGPIPE, and a child would inherit that.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), values.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error ? 0 : child;
}

std::string ProgramEnd::sentence() const {
  if (!started) return "cannot be started";
  if (signal) return fmt::format("was ended by signal {} ({})", signal, strsignal(signal));
  return fmt::format("ended with exit status {}", status);
}

ProgramEnd end_of_program(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return {.status = -1};
  if (WIFSIGNALED(status)) return {.status = -1, .signal = WTERMSIG(status)};
  return {.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

bool have_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::string_view left = path ? path : "/usr/bin:/bin";
  while (!left.empty()) {
    const std::size_t end = left.find(':');
    const std::filesystem::path file = std::filesystem::path(left.substr(0, end)) / name;
    std::error_code ignored;
    if (std::filesystem::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0) return true;
    left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
  }
  return false;
}

ProgramEnd run_program(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                       const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop) {
  int ends[2];
  if (!have_program(words[0]) || pipe2(ends, O_CLOEXEC) != 0) return {.started = false};
  const pid_t child = start_program(words, {.output = ends[1], .errors = ends[1]}, environment);
  close(ends[1]);
  if (child == 0) {
    close(ends[0]);
    return {.started = false};
  }
  Lines lines(on_line);
  const bool whole = read_pipes({ends[0], -1}, {[&](const char* bytes, std::size_t count) { lines.add(bytes, count); }, {}}, stop);
  lines.flush();
  return whole ? end_of_program(child) : end_now(child);
}

ProgramEnd pipe_program(const std::vector<std::string>& words, const std::function<void(const char*, std::size_t)>& on_bytes,
                        const std::function<void(const std::string&)>& on_line, const std::atomic<bool>& stop) {
  int output[2], errors[2];
  if (!have_program(words[0]) || pipe2(output, O_CLOEXEC) != 0) return {.started = false};
  if (pipe2(errors, O_CLOEXEC) != 0) {
    close(output[0]), close(output[1]);
    return {.started = false};
  }
  const pid_t child = start_program(words, {.output = output[1], .errors = errors[1]});
  close(output[1]), close(errors[1]);
  if (child == 0) {
    close(output[0]), close(errors[0]);
    return {.started = false};
  }
  Lines lines(on_line);
  const auto add = [&](const char* bytes, std::size_t count) { lines.add(bytes, count); };
  const bool whole = read_pipes({output[0], errors[0]}, {on_bytes, add}, stop);
  lines.flush();
  return whole ? end_of_program(child) : end_now(child);
}

}  // namespace asrg
