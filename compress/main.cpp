#include "compress/commands/command.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>

namespace {

constexpr const char* footer =
    "Exit codes: 0 done, 1 wrong arguments, 2 input or output failed, 3 invalid .asrg file, 4 failed while working,\n"
    "            5 not supported, 7 a difference was found (compare), 130 interrupted.\n"
    "Example:    asrg build photos/shoe -o shoe.asrg --max-size 5MB && asrg eval shoe.asrg photos/shoe";

int fail(int code, const std::string& sentence) {
  fmt::print(stderr, "asrg: {}\n", sentence);
  return code;
}

int run(int argc, char** argv) {
  CLI::App app("asrg turns posed photos of an object into one small .asrg file (an adaptive sparse radiance grid) and measures it", "asrg");
  app.set_version_flag("--version", "asrg " ASRG_VERSION);
  app.require_subcommand(1);
  app.footer(footer);
  int exit_code = 0;
  asrg::add_build(app, exit_code);
  asrg::add_eval(app, exit_code);
  asrg::add_render(app, exit_code);
  asrg::add_info(app, exit_code);
  asrg::add_validate(app, exit_code);
  asrg::add_bench(app, exit_code);
  asrg::add_compare(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    const auto commands = app.get_subcommands();
    return fail(1, fmt::format("{}; see asrg{} --help", e.what(), commands.empty() ? "" : " " + commands.front()->get_name()));
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  int code = 0;
  try {
    code = run(argc, argv);
  } catch (const asrg::Error& e) {
    code = fail(e.exit_code(), e.what());
  } catch (const std::filesystem::filesystem_error& e) {
    code = fail(2, e.what());
  } catch (const std::bad_alloc&) {
    code = fail(4, "out of memory");
  } catch (const std::exception& e) {
    code = fail(4, e.what());
  }
  if (std::fflush(stdout) != 0 && code == 0) code = fail(2, "standard output could not be written");
  return code;
}
