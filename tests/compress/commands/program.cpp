#include "tests/compress/commands/program.h"

#include "compress/io/file.h"
#include "tests/support.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

extern char** environ;

namespace asrg::test {
namespace {

/// A program built with CUDA says in one line why it does not use it: not an error, and different on each machine.
std::string without_device_note(std::string err) {
  const std::string note = "computing on the CPU: ";
  if (err.rfind(note, 0) == 0) err.erase(0, err.find('\n') + 1);
  return err;
}

/// @param watch called with the process and the file of its standard error while it runs
ProgramResult run(const std::vector<std::string>& arguments, const std::function<void(pid_t, const std::filesystem::path&)>& watch) {
  const TemporaryDirectory folder;
  const std::string out = folder.path() / "out", err = folder.path() / "err", program = ASRG_BINARY_DIR "/bin/asrg";
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  // A process group of its own, as a shell gives to each command: a Ctrl-C goes to all of it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  ProgramResult result;
  if (posix_spawn(&child, program.c_str(), &actions, &attributes, argv.data(), environ) == 0) {
    if (watch) watch(child, err);
    int status = 0;
    waitpid(child, &status, 0);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    result.out = read_text_file(out);
    result.err = without_device_note(read_text_file(err));
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

}  // namespace

ProgramResult run_asrg(const std::vector<std::string>& arguments) { return run(arguments, {}); }

ProgramResult run_asrg_until(const std::vector<std::string>& arguments, const std::string& said, int signal) {
  return run(arguments, [&](pid_t child, const std::filesystem::path& err) {
    using namespace std::chrono_literals;
    // Two minutes: the machine may be busy.
    for (int i = 0; i < 2400; ++i) {
      std::this_thread::sleep_for(50ms);
      if (std::filesystem::exists(err) && read_text_file(err).find(said) != std::string::npos) break;
    }
    kill(-child, signal);
  });
}

}  // namespace asrg::test
