#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/resume_command.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/program/options.h"
#include "compress/scene/mask_names.h"
#include "compress/io/output.h"
#include "compress/commands/progress.h"
#include "compress/fit/make_provenance.h"
#include "compress/fit/checkpoint.h"
#include "compress/fit/photos_to_fit.h"
#include "compress/fit/run_fit.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <memory>

namespace asrg {
namespace {

struct BuildOptions {
  std::filesystem::path dataset, output, resume;
  SceneOptions scene;
  FitOptions fit;
  DeviceOptions device;
  std::string max_size, time_limit, background = "random", mask = "off", checkpoint;
  std::vector<double> box;
  std::vector<std::string> tuning;
  RunOptions run;
  bool json = false, quiet = false, fast = false, keep_checkpoint = false;
};

FitBackground parse_background(const std::string& name) {
  return name == "white" ? FitBackground::white : name == "black" ? FitBackground::black : FitBackground::random;
}

/// A file's fixed parts: the shader, the PNGs' and the archive's headers.
constexpr std::int64_t least_bytes_of_parts = 2500;

void refuse_hopeless_size(const BuildOptions& o, const Scene& scene) {
  if (o.fit.max_bytes <= 0) return;
  const auto least = static_cast<std::int64_t>(make_provenance(scene, o.scene, o.fit, 0).dump().size()) + least_bytes_of_parts;
  if (o.fit.max_bytes < least)
    throw Error(ErrorKind::arguments,
                fmt::format("--max-size {}: a file needs {} before the first cell, most of it for the names of {} photos",
                            format_bytes(o.fit.max_bytes), format_bytes(least), scene.train.size()));
}

/// What a resumed fit was begun with holds where the command line says nothing else.
void take_unstated(FitOptions& fit, const LastingOptions& begun, const CLI::App& command) {
  const auto unstated = [&](const char* option) { return command.get_option(option)->count() == 0; };
  if (unstated("--resolution")) fit.resolution = begun.resolution;
  if (unstated("--quality")) fit.quality = begun.quality;
  if (unstated("--ssim-weight")) fit.ssim_weight = begun.ssim_weight;
  if (unstated("--background")) fit.background = static_cast<FitBackground>(begun.background);
  if (unstated("--surroundings")) fit.surroundings = begun.surroundings != 0;
  if (unstated("--box") && begun.has_box) fit.box = Box{begun.box_min, begun.box_max};
  if (unstated("--supersample")) fit.supersample = begun.supersample;
  if (unstated("--set")) fit.tuning = begun.tuning;
  if (unstated("--seed")) fit.seed = begun.seed;
}

int run_build(BuildOptions o, const CLI::App& command) {
  if (!o.max_size.empty()) o.fit.max_bytes = parse_bytes(o.max_size);
  if (!o.time_limit.empty()) o.fit.time_limit = parse_duration(o.time_limit);
  for (const std::string& text : o.tuning) set_tuning(o.fit.tuning, text);
  o.fit.background = parse_background(o.background);
  o.scene.mask_from_background = mask_of_name(o.mask);
  o.scene.load_test = false;
  if (!o.box.empty()) {
    if (o.box[0] >= o.box[3] || o.box[1] >= o.box[4] || o.box[2] >= o.box[5])
      throw Error(ErrorKind::arguments, "--box: each minimum must lie below its maximum: x0,y0,z0,x1,y1,z1");
  }
  const std::filesystem::path checkpoint = !o.resume.empty()       ? o.resume
                                           : !o.checkpoint.empty() ? std::filesystem::path(o.checkpoint)
                                                                   : std::filesystem::path(o.output.string() + ".ckpt");
  o.run.checkpoint = checkpoint;
  check_output_file(o.output, FileKind::model);
  check_output_file(checkpoint, FileKind::checkpoint);
  std::optional<FitCheckpoint> from;
  if (!o.resume.empty()) from = read_checkpoint(o.resume);  // a damaged one shall not be found out after the photos have been read
  if (from) take_unstated(o.fit, from->options, command);
  o.fit.supersample = supersample_for(o.scene.downscale, o.fit.supersample);
  Device device = o.device.open();
  const Scene scene = load_scene(o.dataset, photos_to_fit(o.scene, o.fit.supersample));
  for (const auto& w : scene.warnings) fmt::print(stderr, "asrg: {}\n", w);
  refuse_hopeless_size(o, scene);
  if (!o.box.empty()) {
    const auto corner = [&](std::size_t i) { return glm::vec3(glm::dvec3(o.box[i], o.box[i + 1], o.box[i + 2]) - scene.origin_offset); };
    o.fit.box = Box{corner(0), corner(3)};
  }
  if (!from && std::filesystem::exists(checkpoint))
    fmt::print(stderr, "asrg: {} is left of an interrupted build and will be replaced; --resume goes on from it\n", checkpoint.string());
  if (!o.quiet) fmt::print(stderr, "{}: {} photos to fit ({}), {}\n", scene.name, scene.train.size(), scene.format, device.description());

  watch_interrupts();
  Fit fit = from ? Fit(device, scene, o.fit, std::move(*from)) : Fit(device, scene, o.fit);
  ProgressLine line(o.quiet);
  o.run.progress = [&](const FitProgress& p) {
    line.show(p.fraction, fmt::format("{}: step {}, {:.2f} dB, {:.0f}k cells, {:.1f} M samples/s", p.phase, p.step, p.psnr,
                                      static_cast<double>(p.cells) * 1e-3, p.samples_per_second * 1e-6));
  };
  const auto with_provenance = [&](Model model) {
    model.provenance = make_provenance(scene, o.scene, o.fit, fit.steps());
    return model;
  };
  const SizeLimit limit{.bytes = o.fit.max_bytes,
                        .file = [&](Model m, Effort effort) { return encode_model(with_provenance(std::move(m)), effort); },
                        .effort = o.fast ? Effort::fast : Effort::best};
  std::optional<FittedFile> fitted;
  try {
    if (run_fit(fit, o.run, limit, interrupted)) fitted = fit_to_size(fit, o.run, limit, interrupted);
  } catch (const Error& e) {
    line.finish();
    if (!std::filesystem::exists(checkpoint)) throw;
    throw Error(e.kind(), fmt::format("{}; {} holds what was fitted before", e.what(), checkpoint.string()));
  }
  line.finish();
  if (!fitted) {
    const bool saved = std::filesystem::exists(checkpoint);
    fmt::print(stderr, "asrg: interrupted after {} steps; {}\n", fit.steps(),
               saved ? "to go on:\n  " + resume_command(command, checkpoint) : "there is no checkpoint to go on from");
    return exit_interrupted;
  }
  write_file_atomically(o.output, fitted->bytes);
  const FitReport report = fit.report();
  if (!o.keep_checkpoint) {
    std::error_code ignored;
    std::filesystem::remove(checkpoint, ignored);
  }
  const auto bytes = static_cast<std::int64_t>(fitted->bytes.size());
  const int cells = fitted->model.topology.cell_count();
  const double rate = static_cast<double>(report.samples) / report.seconds;
  if (o.json)
    fmt::print("{}\n", json_text({{"file", o.output.string()},
                                  {"bytes", bytes},
                                  {"training_psnr", finite_json(report.training_psnr)},
                                  {"seconds", report.seconds},
                                  {"steps", report.steps},
                                  {"cells", cells},
                                  {"samples_per_second", rate}}));
  else
    fmt::print("{}: {} ({} bytes), {} cells, training PSNR {:.2f} dB, {} steps in {:.1f} s ({:.1f} M samples/s)\n", o.output.string(),
               format_bytes(bytes), bytes, cells, report.training_psnr, report.steps, report.seconds, rate * 1e-6);
  if (fitted->within_limit) return 0;
  throw Error(ErrorKind::runtime,
              fmt::format("{} is the smallest that this fit comes to, {} above --max-size: a lower --resolution makes it smaller",
                          o.output.string(), format_bytes(bytes - o.fit.max_bytes)));
}

}  // namespace

void add_build(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<BuildOptions>();
  o->fit.supersample = 0;
  CLI::App* c = app.add_subcommand("build", "Fit a data set of posed photos and write one small .asrg file");
  c->add_option("DATASET", o->dataset, "folder of photos and cameras: NeRF-synthetic, instant-ngp / nerfstudio, COLMAP, LLFF or Middlebury")
      ->required();
  c->add_option("-o,--output", o->output,
                "the .asrg file to write; replaces no file of another kind, and an older .asrg only once the new one is complete")
      ->required();
  c->add_option("--downscale", o->scene.downscale, "N: the model is for photos reduced N-fold; see --supersample")
      ->check(number_in(1, 64))
      ->capture_default_str();
  c->add_option(
       "--supersample", o->fit.supersample,
       "S: fit to photos reduced by --downscale / S only, a ray a pixel; a pixel of the model's photos is the mean of S x S rays. 0: "
       "the smallest divisor above 1, up to 3, of --downscale, else 1")
      ->check(number_in(0, most_supersample))
      ->capture_default_str();
  c->add_option("--holdout", o->scene.holdout, "keep every K-th view in name order (0, K, 2K, ...) out of the fit, to judge on; 0: none")
      ->check(number_in(0, 1e6))
      ->capture_default_str();
  c->add_option("--max-size", o->max_size,
                "largest file, all in all: 500kB, 5MB, 1.5MiB, or a number of bytes. Where it cannot be reached the smallest is written, "
                "exit code 4");
  c->add_option("--quality", o->fit.quality, "0..100: larger is better and bigger")->check(number_in(0, 100))->capture_default_str();
  c->add_option("--resolution", o->fit.resolution, "finest cells along the box's longest edge; 0: from the photos")
      ->check(number_in(0, 4096))
      ->capture_default_str();
  c->add_option("--steps", o->fit.steps,
                "optimisation steps; 0: as many as the time limit allows, without one 2000 to 20000 by the photos' pixels (with CUDA 20000 "
                "or 45 s, whichever come first)")
      ->check(number_in(0, 1e7))
      ->capture_default_str();
  auto* limit =
      c->add_option("--time-limit", o->time_limit, "time for the fit: 90 or 90s, 10m, 1.5h; the schedule is stretched or squeezed to it");
  c->add_option("--background", o->background, "what lies behind masked photos while fitting: random keeps the object opaque, white, black")
      ->check(CLI::IsMember({"white", "black", "random"}))
      ->capture_default_str();
  c->add_option("--mask-from-background", o->mask, "turn a near-black or white studio background into a mask: off, auto, black, white")
      ->check(CLI::IsMember(mask_names()))
      ->capture_default_str();
  c->add_option("--box", o->box, "the object's box in world units: x0,y0,z0,x1,y1,z1; default: found from masks, cameras or points")
      ->delimiter(',')
      ->expected(6)
      ->check(number_in(-1e9, 1e9));
  c->add_flag("--surroundings,!--no-surroundings", o->fit.surroundings,
              "photos without masks: also model what lies outside the object's box, ever coarser with its distance (the default)");
  c->add_option("--ssim-weight", o->fit.ssim_weight, "weight of the structural term of the loss")
      ->check(number_in(0, 10))
      ->capture_default_str();
  c->add_option("--set", o->tuning, "for experiments: NAME=VALUE, one or more, of " + tuning_names())
      ->delimiter(',')
      ->allow_extra_args(false);
  c->add_option("--seed", o->fit.seed, "seed of all random numbers")->capture_default_str();
  c->add_flag("--deterministic", o->device.deterministic,
              "the same file in every run with the same seed, steps and device, on the CPU also number of threads")
      ->excludes(limit);
  auto* checkpoint = c->add_option("--checkpoint", o->checkpoint, "where to write checkpoints; default: the output with .ckpt behind it");
  c->add_option("--checkpoint-interval", o->run.checkpoint_interval, "seconds between checkpoints")
      ->check(number_in(0, 1e9))
      ->capture_default_str();
  c->add_option("--resume", o->resume,
                "go on from this checkpoint, and write to it; same data set as before. Options are those that it was begun with")
      ->excludes(checkpoint);
  c->add_flag("--keep-checkpoint", o->keep_checkpoint, "leave the checkpoint when the file has been written");
  c->add_flag("--fast-encode", o->fast, "spend less time on the last per cent of the file's size");
  c->add_flag("--json", o->json, "print the summary as JSON: file, bytes, training_psnr, seconds, steps, cells, samples_per_second");
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->device.add_to(*c);
  c->footer(
      "Ctrl-C writes a checkpoint, says how to go on from it, and ends with exit code 130. The checkpoint is deleted once the file is "
      "written.\n"
      "Examples: asrg build photos/shoe -o shoe.asrg --downscale 2 --max-size 5MB --time-limit 10m\n"
      "          asrg build photos/shoe -o shoe.asrg --holdout 8 && asrg eval shoe.asrg photos/shoe\n"
      "          asrg build scan -o scan.asrg --box -1,-1,0,1,1,2 --mask-from-background black");
  c->callback([o, c, &exit_code] { exit_code = run_build(*o, *c); });
}

}  // namespace asrg
