#include "compress/io/file.h"
#include "compress/program/exit_code.h"
#include "compress/program/options.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "viewer/app/app.h"
#include "cuda/core/say.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>

namespace {

int fail(int code, const std::string& sentence) {
  asrg::say("asrg-view: {}\n", sentence);
  return code;
}

asrg::ViewerSettings stored_settings() {
  const auto path = asrg::settings_path();
  std::error_code ignored;
  if (path.empty() || !std::filesystem::exists(path, ignored)) return {};
  return asrg::parse_settings(asrg::read_text_file(path, 1 << 20));
}

int run(int argc, char** argv) {
  CLI::App cli("asrg-view shows .asrg files: orbit them, compare sizes, hold them against the true photos", "asrg-view");
  asrg::AppOptions options;
  asrg::DeviceOptions device;
  std::string size, script;
  cli.add_option("FILE", options.files, ".asrg files; folders that asrg sweep wrote; folders of photos; saved views (.json)");
  cli.add_option("--dataset", options.dataset, "folder of the true photos, to compare with");
  cli.add_option("--downscale", options.downscale, "reduce the photos by this integer factor; 0: as when the first model was built")
      ->check(asrg::number_in(0, 64))
      ->capture_default_str();
  cli.add_option("--size", size, "of the window, e.g. 1280x720; default: as last time");
  cli.add_option("--scale", options.scale, "size of texts and panels; 0: as the monitor says")
      ->check(asrg::number_in(0, 4))
      ->capture_default_str();
  cli.add_flag("--copy-pictures", options.copy_pictures,
               "bring pictures to the window by way of the host's memory, not straight into OpenGL's");
  cli.add_flag("--fullscreen", options.fullscreen, "fill the screen");
  cli.add_option("--views", options.views,
                 "file of the saved views (JSON), to be kept with a model or handed on; default: beside the settings");
  cli.add_option("--script", script, "run the commands of this file; it neither reads nor writes settings");
  device.add_to(cli);
  cli.set_version_flag("--version", "asrg-view " ASRG_VERSION);
  cli.footer(
      "Keys: press ? in the window. A script begins once the files above are loaded, and ends at the first thing that goes wrong, with a "
      "sentence\nand an exit code. Script commands, one a line:\n" +
      asrg::script_help() +
      "Exit codes: 0 done, 1 wrong arguments, 2 input or output failed, 3 invalid file, 4 failed while working, 5 no display or not "
      "supported.");
  try {
    cli.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return cli.exit(e);
  } catch (const CLI::ParseError& e) {
    return fail(asrg::exit_code(asrg::ErrorKind::arguments), fmt::format("{}; see asrg-view --help", e.what()));
  }
  if (!size.empty()) options.size = asrg::parse_size(size);
  asrg::ViewerSettings settings;
  if (script.empty()) {
    settings = stored_settings();
  } else {
    options.script = asrg::parse_script(asrg::read_text_file(script, 1 << 20), script);
    options.remember = false;
  }
  asrg::RenderThread render(device.open());
  asrg::App(render, options, settings).run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const asrg::Error& e) {
    return fail(asrg::exit_code(e.kind()), e.what());
  } catch (const std::exception& e) {
    return fail(asrg::exit_code(asrg::ErrorKind::runtime), e.what());
  }
}
