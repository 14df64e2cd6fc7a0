#include "compress/commands/command.h"
#include "compress/commands/pose_arguments.h"
#include "compress/io/json_text.h"
#include "compress/program/exit_code.h"
#include "compress/program/options.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace asrg {
namespace {

struct PoseCommand : PoseArguments {
  bool json = false, quiet = false;
};

int run_pose(const PoseCommand& o) {
  const PosedPhotos posed = pose_with_progress(o.options, o.quiet);
  if (posed.stopped) {
    say("{}", pose_interrupted(o.options));
    return exit_interrupted;
  }
  if (o.json)
    fmt::print("{}\n", json_text({{"dataset", o.options.dataset.string()},
                                  {"posed", posed.posed},
                                  {"not_posed", posed.not_posed},
                                  {"left_out", posed.left_out},
                                  {"points", posed.points}}));
  else if (!o.quiet)
    fmt::print("next: asrg build {} -o {}.asrg\n", o.options.dataset.string(), o.options.dataset.lexically_normal().string());
  return 0;
}

}  // namespace

void add_pose(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<PoseCommand>();
  CLI::App* c = app.add_subcommand("pose", "Find the cameras of photos, or of a video's frames, with COLMAP: a data set for build");
  c->add_option("PHOTOS", o->options.source, "folder of photos, or a video (.mp4, .mov, .mkv, .webm, ...)")->required();
  c->add_option("-o,--output", o->options.dataset,
                "folder of the data set: images/ (upright), masks/ where there are any, sparse/0, and colmap-work/, what a second run goes "
                "on from")
      ->required();
  o->add_to(*c);
  c->add_option(
      "--mask-command", o->options.mask_command,
      "a program that makes the mask (white: object) of a photo, e.g. 'rembg i -om {in} {out}'; it is run once for each photo that "
      "has none, and what it makes is kept. COLMAP then looks at the object alone: needed for a turntable before a background "
      "that is seen");
  add_threads(*c, o->options.threads);
  c->add_flag("--json", o->json, "print as JSON: dataset, posed, not_posed, left_out (names), points");
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  c->footer(
      "It runs the program colmap (apt install colmap), on the CPU alone; fifty photos take some minutes. Up to 300 photos are compared "
      "each\n"
      "with each; those of a video, and more than 300, with their neighbours in name order and thirty of them with each other.\n"
      "Photos in their order round the object, sharp, each showing much of what the one before shows, work best. Of several parts that\n"
      "cannot be joined the largest is taken. Where no camera is found the exit code is 4; COLMAP's own words are in colmap-work/*.log.\n"
      "Examples: asrg pose holiday/shoe -o shoe-posed && asrg build shoe-posed -o shoe.asrg\n"
      "          asrg pose turntable.mp4 -o shoe-posed --frames 120");
  c->callback([o, &exit_code] { exit_code = run_pose(*o); });
}

}  // namespace asrg
