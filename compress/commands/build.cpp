#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/fit_arguments.h"
#include "compress/commands/resume_command.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/io/output.h"
#include "compress/io/output_lock.h"
#include "compress/commands/progress.h"
#include "compress/fit/make_provenance.h"
#include "compress/fit/checkpoint.h"
#include "compress/fit/odd_fits.h"
#include "compress/fit/reach_quality.h"
#include "compress/model/drawable.h"
#include "compress/report/measure.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <unistd.h>

namespace asrg {
namespace {

struct BuildOptions : FitArguments {
  std::filesystem::path resume;
  std::string max_size, checkpoint;
  double target_psnr = 0;
  RunOptions run;
  bool json = false, quiet = false, fast = false, keep_checkpoint = false;
};

/// Bytes of the parts that every file has: the shader, headers of PNGs and of the archive.
constexpr std::int64_t least_bytes_of_parts = 2500;

void refuse_hopeless_size(const BuildOptions& o, const Scene& scene) {
  if (o.fit.max_bytes <= 0) return;
  const auto least = static_cast<std::int64_t>(make_provenance(scene, o.scene, o.fit, 0).dump().size()) + least_bytes_of_parts;
  if (o.fit.max_bytes < least)
    throw Error(ErrorKind::arguments,
                fmt::format("--max-size {}: a file needs {} before the first cell, most of it for the names of {} photos",
                            format_bytes(o.fit.max_bytes), format_bytes(least), scene.train.size()));
}

/// Time of the last change; nothing where there is no such file.
std::optional<std::filesystem::file_time_type> written_at(const std::filesystem::path& file) {
  std::error_code none;
  const auto time = std::filesystem::last_write_time(file, none);
  return none ? std::nullopt : std::optional(time);
}

/// Mean PSNR over the views, dB.
double judged_psnr(Device& device, const std::vector<std::uint8_t>& file, const Judges& judges) {
  const Model model = decode_model(file, "the model");
  return summarise(measure(device, model, drawable(device, model), file.size(), judges, {}).views).psnr;
}

/// What was fitted for an hour is not lost where the output's disk is full.
void write_or_put_aside(const std::filesystem::path& output, const std::vector<std::uint8_t>& bytes) {
  try {
    write_file_atomically(output, bytes);
  } catch (const Error& e) {
    std::error_code none;
    const auto aside = std::filesystem::temp_directory_path(none) / fmt::format("{}-{}.asrg", output.stem().string(), getpid());
    try {
      write_file_atomically(aside, bytes);
    } catch (const Error&) {
      throw e;
    }
    throw Error(e.kind(), fmt::format("{}; the model is in {} instead", e.what(), aside.string()));
  }
}

nlohmann::json names_of(const Scene& scene, const std::vector<std::size_t>& views) {
  auto names = nlohmann::json::array();
  for (const std::size_t i : views) names.push_back(scene.train[i].name);
  return names;
}

int run_build(BuildOptions o, const CLI::App& command) {
  if (!o.max_size.empty()) o.fit.max_bytes = parse_bytes(o.max_size);
  o.settle();
  const std::filesystem::path checkpoint = !o.resume.empty()       ? o.resume
                                           : !o.checkpoint.empty() ? std::filesystem::path(o.checkpoint)
                                                                   : std::filesystem::path(o.output.string() + ".ckpt");
  o.run.checkpoint = checkpoint;
  check_output_file(o.output, FileKind::model);
  check_output_file(checkpoint, FileKind::checkpoint);
  const OutputLock output_lock(o.output), checkpoint_lock(checkpoint);
  std::optional<FitCheckpoint> from;
  if (!o.resume.empty()) from = read_checkpoint(o.resume);  // before the photos, which takes long: it may be damaged
  if (from) o.take_unstated(from->options, command);
  Device device = o.device.open();
  if (!o.prepare_photos(o.quiet)) return exit_interrupted;
  const Scene scene = o.load_photos();
  refuse_hopeless_size(o, scene);
  std::optional<Judges> judges;
  if (o.target_psnr > 0)
    judges =
        load_judges({.dataset = o.dataset, .warn = false}, read_provenance(make_provenance(scene, o.scene, o.fit, 0)), o.output.string());
  // A checkpoint of an earlier, interrupted fit.
  const auto older = from ? std::nullopt : written_at(checkpoint);
  if (older) say("asrg: {} is left of an interrupted build and will be replaced; --resume goes on from it\n", checkpoint.string());
  if (!o.quiet) say("{}: {} photos to fit ({}), {}\n", scene.name, scene.train.size(), scene.format, device.description());

  watch_interrupts();
  Fit fit = from ? Fit(device, scene, o.fit, std::move(*from)) : Fit(device, scene, o.fit);
  ProgressLine line(o.quiet);
  o.run.progress = [&](const FitProgress& p) {
    line.show(p.fraction, fmt::format("{}: step {}, {:.2f} dB, {:.0f}k cells, {:.1f} M samples/s", p.phase, p.step, p.psnr,
                                      static_cast<double>(p.cells) * 1e-3, p.samples_per_second * 1e-6));
  };
  o.run.warn = [&](const std::string& reason) {
    line.finish();
    say("asrg: {}; the fit goes on\n", reason);
  };
  const auto with_provenance = [&](Model model) {
    *model.provenance = make_provenance(scene, o.scene, fit.settled(o.fit), fit.steps(), fit.found_lenses());
    return model;
  };
  const SizeLimit limit{.bytes = o.fit.max_bytes,
                        .file = [&](Model m, Effort effort) { return encode_model(with_provenance(std::move(m)), effort); },
                        .effort = o.fast ? Effort::fast : Effort::best,
                        .pressure_floor = command.get_option("--quality")->count() > 0 ? 1.0f : least_pressure};
  std::optional<FittedFile> fitted;
  double psnr = 0;
  const auto finish = [&]() -> std::optional<FittedFile> {
    if (!judges) return fit_to_size(fit, o.run, limit, interrupted);
    const auto judge = [&](const std::vector<std::uint8_t>& file) { return judged_psnr(device, file, *judges); };
    auto reached = reach_quality(fit, o.run, {o.target_psnr, limit.file, limit.effort, judge}, interrupted);
    if (!reached) return std::nullopt;
    psnr = reached->psnr;
    return std::move(reached->fitted);
  };
  try {
    if (run_fit(fit, o.run, limit, interrupted)) fitted = finish();
  } catch (const Error& e) {
    line.finish();
    const auto last = written_at(checkpoint);
    if (!last || last == older) throw;
    throw Error(e.kind(), fmt::format("{}; {} holds what was fitted before", e.what(), checkpoint.string()));
  }
  line.finish();
  if (!fitted) {
    const bool saved = std::filesystem::exists(checkpoint);
    say("asrg: interrupted after {} steps; {}\n", fit.steps(),
        saved ? "to go on:\n  " + resume_command(command, checkpoint) : "there is no checkpoint to go on from");
    return exit_interrupted;
  }
  write_or_put_aside(o.output, fitted->bytes);
  const std::vector<double> photo_psnr = fit.photo_psnr();
  if (const std::string odd = oddly_fitted(scene, photo_psnr); !odd.empty()) say("asrg: {}\n", odd);
  const FitReport report = fit.report();
  if (!o.keep_checkpoint) {
    std::error_code ignored;
    std::filesystem::remove(checkpoint, ignored);
  }
  const auto bytes = static_cast<std::int64_t>(fitted->bytes.size());
  const int cells = fitted->model.topology.cell_count();
  const FitOptions settled = fit.settled(o.fit);
  const CorrectionSummary put_right = fit.corrections();
  if (!o.json && settled.poses == PutRight::on)
    fmt::print("cameras put right: turned by {:.2f} degrees and shifted by {:.2f} % of the box (medians): up to {:.1f} pixels\n",
               put_right.degrees, put_right.percent, put_right.pixels);
  const std::vector<FoundLens> lenses = fit.found_lenses();
  if (!o.json)
    for (const FoundLens& lens : lenses)
      fmt::print("a lens put right: focal length times {:.4f}, principal point moved by {:.4f} and {:.4f} focal lengths, k1 by {:.4f}\n",
                 std::exp(lens.change.log_focal), lens.change.centre.x, lens.change.centre.y, lens.change.radial);
  if (!o.json && settled.exposure == PutRight::on)
    fmt::print("exposure put right: a middle grey by {:.1f} % of white (median)\n", 100 * put_right.exposure);
  const double rate = static_cast<double>(report.samples) / report.seconds;
  if (judges && !o.json) fmt::print("{:.2f} dB on {} views that the fit never saw\n", psnr, judges->views.size());
  if (o.json)
    fmt::print("{}\n", json_text({{"file", o.output.string()},
                                  {"bytes", bytes},
                                  {"judged_psnr", judges ? finite_json(psnr) : nlohmann::json(nullptr)},
                                  {"training_psnr", finite_json(report.training_psnr)},
                                  {"seconds", report.seconds},
                                  {"steps", report.steps},
                                  {"cells", cells},
                                  {"samples_per_second", rate},
                                  {"odd_photos", names_of(scene, odd_fits(photo_psnr))},
                                  {"put_right",
                                   {{"poses", settled.poses == PutRight::on},
                                    {"degrees", put_right.degrees},
                                    {"percent", put_right.percent},
                                    {"pixels", put_right.pixels},
                                    {"lenses", lenses_json(lenses)},
                                    {"exposure", settled.exposure == PutRight::on},
                                    {"share_of_white", put_right.exposure}}}}));
  else
    fmt::print("{}: {} ({} bytes), {} cells, training PSNR {:.2f} dB, {} steps in {:.1f} s ({:.1f} M samples/s)\n", o.output.string(),
               format_bytes(bytes), bytes, cells, report.training_psnr, report.steps, report.seconds, rate * 1e-6);
  if (fitted->within_limit) return 0;
  if (judges)
    throw Error(ErrorKind::runtime, fmt::format("{} is the best that this fit comes to, {:.2f} dB below --target-psnr", o.output.string(),
                                                o.target_psnr - psnr));
  throw Error(ErrorKind::runtime,
              fmt::format("{} is the smallest that this fit comes to, {} above --max-size: a lower --resolution makes it smaller",
                          o.output.string(), format_bytes(bytes - o.fit.max_bytes)));
}

}  // namespace

void add_build(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<BuildOptions>();
  CLI::App* c = app.add_subcommand("build", "Fit photos of an object and write one small .asrg file");
  o->add_to(*c, "the .asrg file to write; replaces no file of another kind, and an older .asrg only once the new one is complete");
  c->add_option(
      "--max-size", o->max_size,
      "largest file, all in all: 500kB, 5MB, 1.5MiB, or a number of bytes. It is filled to at least 95 %, unless --quality is given or "
      "there is no more detail to store. Where it cannot be reached the smallest is written, exit code 4");
  c->add_option(
       "--target-psnr", o->target_psnr,
       "instead of --max-size: the smallest file that reaches so many dB, on average over views that the fit does not see (test split or "
       "--holdout). Where it is not reached the best is written, exit code 4")
      ->check(number_in(1, 100))
      ->excludes("--max-size");
  auto* checkpoint = c->add_option("--checkpoint", o->checkpoint, "where to write checkpoints; default: the output with .ckpt behind it");
  c->add_option("--checkpoint-interval", o->run.checkpoint_interval, "seconds between checkpoints")
      ->check(number_in(0, 1e9))
      ->capture_default_str();
  c->add_option("--resume", o->resume,
                "go on from this checkpoint, and write to it; same data set as before. Options are those that it was begun with")
      ->excludes(checkpoint);
  c->add_flag("--keep-checkpoint", o->keep_checkpoint, "leave the checkpoint when the file has been written");
  c->add_flag("--fast-encode", o->fast, "spend less time on the last per cent of the file's size");
  c->add_flag(
      "--json", o->json,
      "print the summary as JSON: file, bytes, judged_psnr (null without --target-psnr), training_psnr, seconds, steps, cells, "
      "samples_per_second, odd_photos (which the model shows far worse than the others), put_right (what was changed about cameras and "
      "exposure: medians)");
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  c->footer(
      "Ctrl-C writes a checkpoint, says how to go on from it, and ends with exit code 130. The checkpoint is deleted once the file is "
      "written.\n"
      "Examples: asrg build photos/shoe -o shoe.asrg --downscale 2 --max-size 5MB --time-limit 10m\n"
      "          asrg build photos/shoe -o shoe.asrg --holdout 8 && asrg eval shoe.asrg photos/shoe\n"
      "          asrg build turntable.mp4 -o shoe.asrg            # or a folder of photos: cameras are found first, in shoe-posed/\n"
      "          asrg build scan -o scan.asrg --box -1,-1,0,1,1,2 --mask-from-background black");
  c->callback([o, c, &exit_code] { exit_code = run_build(*o, *c); });
}

}  // namespace asrg
