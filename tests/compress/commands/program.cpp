#include "tests/compress/commands/program.h"

#include "compress/io/file.h"
#include "tests/support.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ;

namespace asrg::test {

ProgramResult run_asrg(const std::vector<std::string>& arguments) {
  const TemporaryDirectory folder;
  const std::string out = folder.path() / "out", err = folder.path() / "err", program = ASRG_BINARY_DIR "/bin/asrg";
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = 0;
  ProgramResult result;
  if (posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ) == 0) {
    int status = 0;
    waitpid(child, &status, 0);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    result.out = read_text_file(out);
    result.err = read_text_file(err);
  }
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

}  // namespace asrg::test
