#include "compress/commands/command.h"
#include "compress/program/exit_code.h"
#include "compress/program/options.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>

namespace {

constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 wrong arguments, 2 input or output failed, 3 invalid .asrg file, 4 failed while working,\n"
    "            5 not supported, 7 a difference was found (compare), 130 interrupted.\n";
constexpr const char* example = "Example:    asrg build photos/shoe -o shoe.asrg --max-size 5MB && asrg eval shoe.asrg photos/shoe";

int fail(int code, const std::string& sentence) {
  asrg::say("asrg: {}\n", sentence);
  return code;
}

int run(int argc, char** argv) {
  CLI::App app("asrg turns photos of an object into one small .asrg file (an adaptive sparse radiance grid) and measures it", "asrg");
  app.set_version_flag("--version", "asrg " ASRG_VERSION);
  app.require_subcommand(1);
  app.footer(fmt::format("{}{}\nWhat a command takes: asrg COMMAND --help", exit_codes, example));
  int exit_code = 0;
  asrg::add_build(app, exit_code);
  asrg::add_pose(app, exit_code);
  asrg::add_sweep(app, exit_code);
  asrg::add_recompress(app, exit_code);
  asrg::add_eval(app, exit_code);
  asrg::add_render(app, exit_code);
  asrg::add_info(app, exit_code);
  asrg::add_validate(app, exit_code);
  asrg::add_bench(app, exit_code);
  asrg::add_compare(app, exit_code);
  asrg::add_page(app, exit_code);
  asrg::add_doctor(app, exit_code);
  for (CLI::App* command : app.get_subcommands({})) command->footer(command->get_footer() + "\n" + exit_codes);
  if (argc < 2) {
    fmt::print("{}", app.help());
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    constexpr int wrong_arguments = asrg::exit_code(asrg::ErrorKind::arguments);
    const auto commands = app.get_subcommands();
    const auto strangers = app.remaining();
    if (commands.empty() && !strangers.empty())
      return fail(wrong_arguments, fmt::format("there is no command or option {}; see asrg --help", strangers.front()));
    return fail(wrong_arguments,
                fmt::format("{}; see asrg{} --help", e.what(), commands.empty() ? "" : " " + commands.front()->get_name()));
  }
  return exit_code;
}

/// The message of an exception. That of TBB, which names the function that failed, is explained.
std::string sentence_of(const std::exception& e) {
  const std::string text = e.what();
  if (text.find("pthread_create") == std::string::npos) return text;
  return fmt::format("no further thread can be started ({}): there is too little memory, or too many run; --threads makes fewer", text);
}

/// The exit code for failed standard output. A closed pipe (as in `asrg info FILE | head`) is no reason for a message, a full disk is.
int output_failed(int error) {
  constexpr int code = asrg::exit_code(asrg::ErrorKind::io);
  return error == EPIPE ? code : fail(code, fmt::format("standard output cannot be written: {}", std::strerror(error)));
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe then makes write() fail instead of ending the program.
  std::signal(SIGPIPE, SIG_IGN);
  // A file that would grow beyond its limit (ulimit -f) likewise.
  std::signal(SIGXFSZ, SIG_IGN);
  constexpr int failed = asrg::exit_code(asrg::ErrorKind::runtime);
  int code = 0;
  try {
    asrg::limit_threads(0);  // a container's share of the cores, for commands that have no --threads
    code = run(argc, argv);
  } catch (const asrg::Error& e) {
    code = fail(asrg::exit_code(e.kind()), e.what());
  } catch (const std::filesystem::filesystem_error& e) {
    code = fail(asrg::exit_code(asrg::ErrorKind::io), e.what());
  } catch (const std::system_error& e) {
    // fmt throws this where a stream failed.
    if (std::ferror(stdout)) return output_failed(e.code().value());
    code = fail(failed, sentence_of(e));
  } catch (const std::bad_alloc&) {
    code = fail(failed, "there is not enough memory");
  } catch (const std::exception& e) {
    code = fail(failed, sentence_of(e));
  }
  errno = 0;
  if (std::fflush(stdout) != 0 || std::ferror(stdout)) return output_failed(errno ? errno : EIO);
  return code;
}
