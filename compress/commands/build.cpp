#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/io/json_text.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/program/options.h"
#include "compress/scene/mask_names.h"
#include "compress/io/output.h"
#include "compress/commands/progress.h"
#include "compress/fit/make_provenance.h"
#include "compress/fit/checkpoint.h"
#include "compress/fit/fit.h"
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
  bool json = false, quiet = false, fast = false;
};

FitBackground parse_background(const std::string& name) {
  return name == "white" ? FitBackground::white : name == "black" ? FitBackground::black : FitBackground::random;
}

/// A word as a shell wants it.
std::string quoted(const std::string& word) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// The command line as it was given, but going on from a checkpoint.
std::string resume_command(const CLI::App& command, const std::filesystem::path& checkpoint) {
  std::string line = "asrg build";
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || name == "--resume" || name == "--checkpoint") continue;
    if (option->get_positional()) {
      line += " " + quoted(option->as<std::string>());
      continue;
    }
    line += " " + name;
    if (option->get_items_expected_max() > 0) line += " " + quoted(CLI::detail::join(option->results(), ","));
  }
  return line + " --resume " + quoted(checkpoint.string());
}

int run_build(BuildOptions o, const CLI::App& command) {
  if (!o.max_size.empty()) o.fit.max_bytes = parse_bytes(o.max_size);
  if (!o.time_limit.empty()) o.fit.time_limit = parse_duration(o.time_limit);
  o.fit.background = parse_background(o.background);
  o.scene.mask_from_background = mask_of_name(o.mask);
  o.scene.load_test = false;
  if (!o.box.empty()) {
    if (o.box[0] >= o.box[3] || o.box[1] >= o.box[4] || o.box[2] >= o.box[5])
      throw Error(ErrorKind::arguments, "--box: each minimum must lie below its maximum: x0,y0,z0,x1,y1,z1");
  }
  o.fit.checkpoint = o.checkpoint.empty() ? std::filesystem::path(o.output.string() + ".ckpt") : std::filesystem::path(o.checkpoint);
  if (!o.resume.empty()) {
    o.fit.checkpoint = o.resume;
    o.fit.resume = true;
  }
  check_output_file(o.output);
  check_output_file(o.fit.checkpoint);
  if (o.fit.resume) read_checkpoint(o.resume);  // a damaged one shall not be found out after the photos have been read
  Device device = o.device.open();
  const Scene scene = load_scene(o.dataset, o.scene);
  for (const auto& w : scene.warnings) fmt::print(stderr, "asrg: {}\n", w);
  if (!o.box.empty()) {
    const auto corner = [&](std::size_t i) { return glm::vec3(glm::dvec3(o.box[i], o.box[i + 1], o.box[i + 2]) - scene.origin_offset); };
    o.fit.box = Box{corner(0), corner(3)};
  }
  if (!o.fit.resume && std::filesystem::exists(o.fit.checkpoint))
    fmt::print(stderr, "asrg: {} is left of an interrupted build and will be replaced; --resume goes on from it\n",
               o.fit.checkpoint.string());
  if (!o.quiet) fmt::print(stderr, "{}: {} photos to fit ({}), {}\n", scene.name, scene.train.size(), scene.format, device.description());

  watch_interrupts();
  FitReport report;
  ProgressLine line(o.quiet);
  Model model = fit(
      device, scene, o.fit,
      [&](const FitProgress& p) {
        line.show(p.fraction, fmt::format("{}: step {}, {:.2f} dB, {:.0f}k cells, {:.1f} M samples/s", p.phase, p.step, p.psnr,
                                          static_cast<double>(p.cells) * 1e-3, p.samples_per_second * 1e-6));
      },
      interrupted, &report);
  line.finish();
  if (report.interrupted) {
    const bool saved = std::filesystem::exists(o.fit.checkpoint);
    fmt::print(stderr, "asrg: interrupted after {} steps; {}\n", report.steps,
               saved ? "to go on:\n  " + resume_command(command, o.fit.checkpoint) : "there is no checkpoint to go on from");
    return exit_interrupted;
  }
  model.provenance = make_provenance(scene, o.scene, o.fit, report);
  save_model(o.output, model, o.fast ? Effort::fast : Effort::best);
  std::error_code ignored;
  std::filesystem::remove(o.fit.checkpoint, ignored);
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(o.output));
  const double rate = static_cast<double>(report.samples) / report.seconds;
  if (o.json)
    fmt::print("{}\n", json_text({{"file", o.output.string()},
                                  {"bytes", bytes},
                                  {"training_psnr", finite_json(report.training_psnr)},
                                  {"seconds", report.seconds},
                                  {"steps", report.steps},
                                  {"cells", model.topology.cell_count()},
                                  {"samples_per_second", rate}}));
  else
    fmt::print("{}: {} ({} bytes), {} cells, training PSNR {:.2f} dB, {} steps in {:.1f} s ({:.1f} M samples/s)\n", o.output.string(),
               format_bytes(bytes), bytes, model.topology.cell_count(), report.training_psnr, report.steps, report.seconds, rate * 1e-6);
  return 0;
}

}  // namespace

void add_build(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<BuildOptions>();
  CLI::App* c = app.add_subcommand("build", "Fit a data set of posed photos and write one small .asrg file");
  c->add_option("DATASET", o->dataset, "folder of photos and cameras: NeRF-synthetic, instant-ngp / nerfstudio, COLMAP, LLFF or Middlebury")
      ->required();
  c->add_option("-o,--output", o->output, "the .asrg file to write; what it replaces stays until the new file is complete")->required();
  c->add_option("--downscale", o->scene.downscale, "reduce the photos by this integer factor")
      ->check(number_in(1, 64))
      ->capture_default_str();
  c->add_option("--holdout", o->scene.holdout, "keep every K-th view in name order (0, K, 2K, ...) out of the fit, to judge on; 0: none")
      ->check(number_in(0, 1e6))
      ->capture_default_str();
  c->add_option("--max-size", o->max_size, "largest file: 500kB, 5MB, 1.5MiB, or a number of bytes");
  c->add_option("--quality", o->fit.quality, "0..100: larger is better and bigger")->check(number_in(0, 100))->capture_default_str();
  c->add_option("--resolution", o->fit.resolution, "finest cells along the box's longest edge; 0: from the photos")
      ->check(number_in(0, 4096))
      ->capture_default_str();
  c->add_option("--steps", o->fit.steps,
                "optimisation steps; 0: as many as the time limit allows, without one 3000 (with CUDA 20000 or 45 s, whichever come first)")
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
  c->add_option("--seed", o->fit.seed, "seed of all random numbers")->capture_default_str();
  c->add_flag("--deterministic", o->device.deterministic,
              "the same file in every run with the same seed, steps and device, on the CPU also number of threads")
      ->excludes(limit);
  auto* checkpoint = c->add_option("--checkpoint", o->checkpoint, "where to write checkpoints; default: the output with .ckpt behind it");
  c->add_option("--checkpoint-interval", o->fit.checkpoint_interval, "seconds between checkpoints")
      ->check(number_in(0, 1e9))
      ->capture_default_str();
  c->add_option("--resume", o->resume, "go on from this checkpoint, and write to it; same data set and options as before")
      ->excludes(checkpoint);
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
