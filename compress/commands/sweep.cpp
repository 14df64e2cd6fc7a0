#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/fit_arguments.h"
#include "compress/commands/progress.h"
#include "compress/commands/resume_command.h"
#include "compress/fit/make_provenance.h"
#include "compress/fit/sweep.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/io/output_lock.h"
#include "compress/model/drawable.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/report/measure.h"
#include "compress/report/turn.h"
#include "compress/report/write_report.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <numeric>

namespace asrg {
namespace {

struct SweepArguments : FitArguments {
  std::filesystem::path resume, lpips;
  std::vector<std::string> sizes{"0.1MB", "0.2MB", "0.5MB", "1MB", "2MB"};
  RunOptions run;
  bool json = false, quiet = false, fast = false;
};

std::vector<std::int64_t> parse_sizes(const std::vector<std::string>& texts) {
  std::vector<std::int64_t> sizes;
  for (const std::string& text : texts) {
    sizes.push_back(parse_bytes(text));
    if (sizes.size() == 1 || sizes.back() > sizes[sizes.size() - 2]) continue;
    const std::string& before = texts[sizes.size() - 2];
    throw Error(ErrorKind::arguments,
                sizes.back() == sizes[sizes.size() - 2]
                    ? fmt::format("--sizes: {} and {} are the same size", before, text)
                    : fmt::format("--sizes: {} comes after {}: list them from the smallest to the largest", text, before));
  }
  return sizes;
}

void refuse_more_than_the_disk_holds(const std::filesystem::path& folder, const std::vector<std::int64_t>& sizes) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  const double sum = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  if (!error && sum > static_cast<double>(space.available))
    throw Error(ErrorKind::arguments,
                fmt::format("--sizes: {} in all, and {} has room for {}", format_bytes(static_cast<std::int64_t>(sum)), folder.string(),
                            format_bytes(static_cast<std::int64_t>(space.available))));
}

/// Judges each size, and writes its file and the report of all that are there.
class Results {
 public:
  Results(const SweepArguments& o, Device& device, const Judges& judges, Report report, const std::string& name)
      : o_(o), device_(device), judges_(judges), report_(std::move(report)), files_(o.output), name_(name) {
    if (!o.lpips.empty()) lpips_ = std::make_unique<Lpips>(o.lpips);
    for (const std::string& size : o.sizes) check_output_file(o.output / file_of(size), FileKind::model);
    files_.check();
  }

  /// Nothing is written where it is interrupted meanwhile.
  void take(std::size_t size, const FittedFile& fitted, double seconds, std::int64_t asked) {
    const std::string file = file_of(o_.sizes[size]);
    const Model model = decode_model(fitted.bytes, file);
    const RenderModel ready = drawable(device_, model);
    const MeasureOptions options{.lpips = lpips_.get(), .seen = {}, .stop = [] { return interrupted.load(); }};
    EvalReport measured = measure(device_, model, ready, fitted.bytes.size(), judges_, options);
    if (measured.views.size() < judges_.views.size()) return;
    ReportModel m = report_model(device_, model, ready, std::move(measured), judges_, options.white);
    m.name = name_ + " at " + o_.sizes[size];
    m.file = file;
    m.asked = asked;
    m.seconds = seconds;
    if (!fitted.within_limit)
      m.note = fmt::format("the smallest that this fit comes to is {} above what was asked for.", format_bytes(m.bytes - asked));
    if (fitted.room_left) m.note = "the fit has no more detail to store.";
    all_within_ = all_within_ && fitted.within_limit;
    if (report_.turn.empty()) report_.turn = turn_once(device_, model, ready, 24, 240);
    report_.models.insert(report_.models.begin(), std::move(m));
    write_file_atomically(o_.output / file, fitted.bytes);
    write_report(files_, report_);
  }

  const Report& report() const { return report_; }
  const ReportFiles& files() const { return files_; }
  bool all_within() const { return all_within_; }

 private:
  std::string file_of(const std::string& size) const { return fmt::format("{}-{}.asrg", name_, size); }

  const SweepArguments& o_;
  Device& device_;
  const Judges& judges_;
  Report report_;
  ReportFiles files_;
  std::string name_;
  std::unique_ptr<Lpips> lpips_;
  bool all_within_ = true;
};

void print_table(const Report& report) {
  fmt::print("{:<28} {:>10} {:>10} {:>8} {:>8} {:>8} {:>9}\n", "file", "asked", "bytes", "PSNR/dB", "SSIM", "LPIPS", "ms/frame");
  for (const ReportModel& m : report.models) {
    const EvalSummary s = summarise(m.measured.views);
    fmt::print("{:<28} {:>10} {:>10} {:>8.2f} {:>8.4f} {:>8} {:>9.1f}\n", m.file, m.asked, m.bytes, s.psnr, s.ssim,
               s.lpips ? fmt::format("{:.4f}", *s.lpips) : "-", s.milliseconds);
  }
  for (const ReportModel& m : report.models)
    if (!m.note.empty()) fmt::print("{}: {}\n", m.file, m.note);
}

int run_sweep(SweepArguments o, const CLI::App& command) {
  o.settle();
  const std::vector<std::int64_t> sizes = parse_sizes(o.sizes);
  std::optional<FitCheckpoint> from;
  if (!o.resume.empty()) from = read_checkpoint(o.resume);
  if (from) o.take_unstated(from->options, command);
  make_output_folder(o.output);
  refuse_more_than_the_disk_holds(o.output, sizes);
  o.run.checkpoint = o.resume.empty() ? o.output / "fit.ckpt" : o.resume;
  check_output_file(o.run.checkpoint, FileKind::checkpoint);
  const OutputLock lock(o.run.checkpoint);
  Device device = o.device.open();
  if (!o.prepare_photos(o.quiet)) return exit_interrupted;
  const Scene scene = o.load_photos();
  const nlohmann::json provenance = make_provenance(scene, o.scene, o.fit, 0);
  const Judges judges =
      load_judges({.dataset = o.dataset, .split = {}, .mask = {}, .warn = false}, read_provenance(provenance), o.output.string());
  nlohmann::json settings = provenance["settings"];
  if (o.fit.steps > 0)
    settings["steps"] = o.fit.steps;
  else
    settings.erase("steps");  // how many there will be is not known yet
  settings["downscale"] = o.scene.downscale;
  settings["holdout"] = o.scene.holdout;
  Results results(o, device, judges,
                  {.title = scene.name + ": size against quality",
                   .command = command_text(command),
                   .dataset = std::filesystem::absolute(o.dataset),
                   .settings = settings,
                   .models = {},
                   .notes = {},
                   .turn = {}},
                  scene.name);
  if (!o.quiet)
    say("{}: {} photos to fit ({}), {} to judge by, {}\n", scene.name, scene.train.size(), scene.format, judges.views.size(),
        device.description());

  watch_interrupts();
  o.fit.max_bytes = sizes.back();
  Fit fit = from ? Fit(device, scene, o.fit, std::move(*from)) : Fit(device, scene, o.fit);
  ProgressLine line(o.quiet);
  o.run.progress = [&](const FitProgress& p) {
    // The sizes below the largest take less time each than the fit to it.
    const auto done = static_cast<double>(results.report().models.size());
    line.show(done == 0 ? 0.7 * p.fraction : 0.7 + 0.3 * done / static_cast<double>(sizes.size()),
              fmt::format("{}: step {}, {:.2f} dB, {:.0f}k cells", p.phase, p.step, p.psnr, static_cast<double>(p.cells) * 1e-3));
  };
  o.run.warn = [&](const std::string& reason) {
    line.finish();
    say("asrg: {}; the fit goes on\n", reason);
  };
  const auto file = [&](Model m, Effort effort) {
    *m.provenance = make_provenance(scene, o.scene, fit.settled(o.fit), fit.steps(), fit.found_lenses());
    return encode_model(m, effort);
  };
  const auto take = [&](std::size_t i, const FittedFile& fitted) {
    results.take(i, fitted, fit.progress().seconds, sizes[i]);
    if (!o.quiet) {
      line.finish();
      say("{} of {} sizes done: {}\n", sizes.size() - i, sizes.size(), o.sizes[i]);
    }
    if (i > 0) o.fit.max_bytes = sizes[i - 1];
  };
  const SweepOptions options{.run = o.run,
                             .file = file,
                             .effort = o.fast ? Effort::fast : Effort::best,
                             .pressure_floor = command.get_option("--quality")->count() > 0 ? 1.0f : least_pressure};
  const bool done = fit_sizes(fit, sizes, options, take, interrupted) && results.report().models.size() == sizes.size();
  line.finish();
  if (!done) {
    const std::size_t there = results.report().models.size();
    say("asrg: interrupted; {}; to go on:\n  {}\n",
        there > 0 ? fmt::format("{} of {} sizes and their report are in {}", there, sizes.size(), o.output.string())
                  : fmt::format("no size is done after {} steps", fit.steps()),
        resume_command(command, o.run.checkpoint));
    return exit_interrupted;
  }
  std::error_code ignored;
  std::filesystem::remove(o.run.checkpoint, ignored);
  if (o.json)
    fmt::print("{}\n", json_text(metrics_json(results.report())));
  else
    print_table(results.report());
  if (results.all_within()) return 0;
  throw Error(
      ErrorKind::runtime,
      fmt::format("{}: not all sizes could be reached; the smallest models that this fit comes to are there instead", o.output.string()));
}

}  // namespace

void add_sweep(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<SweepArguments>();
  CLI::App* c = app.add_subcommand("sweep", "Fit once, and write a model of each size with a report of what bytes buy");
  o->add_to(*c, "the folder to write to: NAME-SIZE.asrg, curve.csv, curve.svg, metrics.json, report.html");
  c->add_option("--sizes", o->sizes, "largest files, from the smallest to the largest")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str();
  c->add_option("--lpips", o->lpips, "weights of LPIPS v0.1 as .npz (AlexNet or SqueezeNet); without them LPIPS is not measured");
  c->add_option("--checkpoint-interval", o->run.checkpoint_interval, "seconds between checkpoints (fit.ckpt in the folder)")
      ->check(number_in(0, 1e9))
      ->capture_default_str();
  c->add_option("--resume", o->resume, "go on from this checkpoint, and write to it; same data set as before");
  c->add_flag("--fast-encode", o->fast, "spend less time on the last per cent of the files' sizes");
  c->add_flag("--json", o->json, "print metrics.json instead of the table");
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  c->footer(
      "--steps and --time-limit are those of the fit to the largest size; each smaller one is made of the one before in a few per cent of "
      "its steps, and where a size is for coarser cells, of the largest in a quarter to a third of them.\n"
      "Models are judged by the test split where the data set has one, else by the views that --holdout keeps out of the fit.\n"
      "Ctrl-C leaves the sizes that are done, their report, and a checkpoint; exit code 130. Where a size cannot be reached the smallest "
      "is "
      "written, exit code 4.\n"
      "Examples: asrg sweep photos/shoe -o shoe-sizes --downscale 2 --sizes 0.2MB,0.5MB,1MB\n"
      "          asrg sweep photos/shoe -o shoe-sizes --holdout 8 && asrg-view shoe-sizes");
  c->callback([o, c, &exit_code] { exit_code = run_sweep(*o, *c); });
}

}  // namespace asrg
