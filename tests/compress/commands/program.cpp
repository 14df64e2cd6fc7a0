#include "tests/compress/commands/program.h"

#include "compress/io/file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace asrg::test {
namespace {

/// A program built with CUDA says in one line why it does not use it: not an error, and different on each machine.
std::string without_device_note(std::string err) {
  const std::string note = "computing on the CPU: ";
  if (err.rfind(note, 0) == 0) err.erase(0, err.find('\n') + 1);
  return err;
}

void limit(int what, std::uint64_t bytes) {
  const rlimit value{bytes, bytes};
  if (bytes > 0) setrlimit(static_cast<__rlimit_resource>(what), &value);
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& arguments, const ProgramLimits& limits) {
  const std::string out = folder_.path() / "out", err = folder_.path() / "err", program = ASRG_BINARY_DIR "/bin/asrg";
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const int out_file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const int err_file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  child_ = fork();
  if (child_ == 0) {
    // A process group of its own, as a shell gives to each command: a Ctrl-C goes to all of it.
    setpgid(0, 0);
    limit(RLIMIT_FSIZE, limits.file_bytes);
    limit(RLIMIT_AS, limits.memory_bytes);
    dup2(out_file, 1);
    dup2(err_file, 2);
    execv(program.c_str(), argv.data());
    _exit(126);
  }
  setpgid(child_, child_);
  ::close(out_file);
  ::close(err_file);
}

RunningProgram::~RunningProgram() {
  if (ended()) return;
  send(SIGKILL);
  waitpid(child_, &status_, 0);
}

bool RunningProgram::ended() {
  if (!ended_) ended_ = waitpid(child_, &status_, WNOHANG) != 0;
  return ended_;
}

void RunningProgram::send(int signal) const {
  if (!ended_) kill(-child_, signal);
}

std::string RunningProgram::said() const { return read_text_file(folder_.path() / "err"); }

ProgramResult RunningProgram::wait() {
  if (!ended_) waitpid(child_, &status_, 0);
  ended_ = true;
  return {.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : 256 + WTERMSIG(status_),
          .out = read_text_file(folder_.path() / "out"),
          .err = without_device_note(said())};
}

ProgramResult run_asrg(const std::vector<std::string>& arguments, const ProgramLimits& limits) {
  return RunningProgram(arguments, limits).wait();
}

ProgramResult run_asrg_until(const std::vector<std::string>& arguments, const std::string& said, int signal, const ProgramLimits& limits) {
  RunningProgram program(arguments, limits);
  using namespace std::chrono_literals;
  // Two minutes: the machine may be busy.
  for (int i = 0; i < 2400 && !program.ended() && program.said().find(said) == std::string::npos; ++i) std::this_thread::sleep_for(50ms);
  program.send(signal);
  return program.wait();
}

}  // namespace asrg::test
