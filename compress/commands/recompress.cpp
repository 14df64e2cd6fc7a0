#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/progress.h"
#include "compress/fit/photos_to_fit.h"
#include "compress/fit/recompress.h"
#include "compress/fit/schedule.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/model/provenance.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/program/options.h"
#include "compress/scene/mask_names.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <set>

namespace asrg {
namespace {

struct RecompressOptions {
  std::filesystem::path file, output, dataset;
  std::string max_size, time_limit = "60s";
  std::optional<float> quality;
  int steps = 0;
  DeviceOptions device;
  bool json = false, quiet = false, fast = false;
};

/// The photos that the model was fitted on, and no others: those held out are to judge it also after this.
Scene load_photos(const RecompressOptions& o, const Model& model) {
  const Provenance built = read_provenance(*model.provenance);
  SceneOptions options;
  options.downscale = built.downscale;
  options.holdout = built.holdout;
  options.mask_from_background = mask_of_name(built.mask_from_background);
  options.origin_offset = built.origin_offset;
  options.load_test = false;
  Scene scene = load_scene(o.dataset, photos_to_fit(options, model.supersample));
  for (const auto& w : scene.warnings) say("asrg: {}\n", w);
  const std::set<std::string> fitted(built.training_views.begin(), built.training_views.end());
  if (fitted.empty()) return scene;
  std::erase_if(scene.train, [&](const View& v) { return !fitted.contains(v.name); });
  if (scene.train.empty())
    throw Error(ErrorKind::arguments, fmt::format("none of the {} photos that {} was fitted on is in {}: is that another scene?",
                                                  fitted.size(), o.file.string(), o.dataset.string()));
  return scene;
}

/// The file says what was done to it, once more each time.
void add_provenance(const RecompressOptions& o, const Model& from, std::size_t bytes, std::int64_t max_bytes, Model& m) {
  nlohmann::json done{{"tool", "asrg " ASRG_VERSION}, {"from_bytes", bytes}, {"with_photos", !o.dataset.empty()}};
  if (max_bytes > 0) done["max_bytes"] = max_bytes;
  if (o.quality) done["quality"] = *o.quality;
  if (!o.dataset.empty() && o.steps > 0) done["steps"] = o.steps;
  if (!o.dataset.empty() && o.steps == 0) done["seconds"] = parse_duration(o.time_limit);
  *m.provenance = from.provenance->is_object() ? *from.provenance : nlohmann::json::object();
  nlohmann::json& list = (*m.provenance)["recompressed"];
  if (!list.is_array()) list = nlohmann::json::array();
  list.push_back(done);
}

std::optional<FittedFile> refine(const RecompressOptions& o, const Model& model, const SizeLimit& limit) {
  const Refinement refinement{.steps = o.steps, .seconds = o.steps > 0 ? 0 : parse_duration(o.time_limit)};
  FitOptions options = options_to_refine(model, refinement);
  Device device = o.device.open();
  const Scene scene = load_photos(o, model);
  watch_interrupts();
  FitCheckpoint from = checkpoint_to_refine(device, model, scene, options);
  if (o.quality) from.position.pressure = base_steps(*o.quality).v[1] / base_steps(options.quality).v[1];
  const double begin = from.position.fraction;
  Fit fit(device, scene, options, std::move(from));
  if (o.quality) fit.set_pressure(fit.pressure());
  ProgressLine line(o.quiet);
  RunOptions run;
  run.progress = [&](const FitProgress& p) {
    line.show((p.fraction - begin) / (1 - begin),
              fmt::format("{}: {:.2f} dB, {:.0f}k cells", p.phase, p.psnr, static_cast<double>(p.cells) * 1e-3));
  };
  if (!run_fit(fit, run, limit, interrupted)) return std::nullopt;
  return fit_to_size(fit, run, limit, interrupted);
}

FittedFile coarsen(const RecompressOptions& o, const Model& model, const SizeLimit& limit) {
  if (limit.bytes > 0) return coarsen_to_size(model, limit);
  const float factor = base_steps(*o.quality).v[1] / base_steps(75).v[1] / pressure_of(model, 75);
  FittedFile f{coarsened(model, std::max(1.0f, factor)), {}, true, false};
  f.bytes = limit.file(f.model, limit.effort);
  return f;
}

int run_recompress(const RecompressOptions& o) {
  if (o.max_size.empty() == !o.quality) throw Error(ErrorKind::arguments, "recompress needs one of --max-size and --quality");
  const std::int64_t max_bytes = o.max_size.empty() ? 0 : parse_bytes(o.max_size);
  if (o.steps == 0) parse_duration(o.time_limit);
  check_output_file(o.output, FileKind::model);
  const auto bytes = read_file(o.file);
  const Model model = decode_model(bytes, o.file.string());
  const auto file = [&](Model m, Effort effort) {
    add_provenance(o, model, bytes.size(), max_bytes, m);
    return encode_model(m, effort);
  };
  const SizeLimit limit{.bytes = max_bytes, .file = file, .effort = o.fast ? Effort::fast : Effort::best, .pressure_floor = least_pressure};
  const auto made = o.dataset.empty() ? std::optional(coarsen(o, model, limit)) : refine(o, model, limit);
  if (!made) {
    say("asrg: interrupted; {} is as it was\n", o.file.string());
    return exit_interrupted;
  }
  write_file_atomically(o.output, made->bytes);
  const auto written = static_cast<std::int64_t>(made->bytes.size());
  if (o.json)
    fmt::print("{}\n", json_text({{"file", o.output.string()}, {"bytes", written}, {"from_bytes", bytes.size()}}));
  else
    fmt::print("{}: {} ({} bytes) of {} ({} bytes){}\n", o.output.string(), format_bytes(written), written,
               format_bytes(static_cast<std::int64_t>(bytes.size())), bytes.size(),
               made->room_left ? "; it has no more detail to store" : "");
  if (made->within_limit) return 0;
  throw Error(ErrorKind::runtime, fmt::format("{} is the smallest that this model comes to, {} above --max-size", o.output.string(),
                                              format_bytes(written - max_bytes)));
}

}  // namespace

void add_recompress(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<RecompressOptions>();
  CLI::App* c = app.add_subcommand("recompress", "Make a smaller file of a file, with or without the photos");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_option("-o,--output", o->output, "the .asrg file to write; may be FILE itself")->required();
  c->add_option(
      "--max-size", o->max_size,
      "largest file, all in all: 500kB, 5MB. It is filled to at least 95 % where the model has more. Where it cannot be reached the "
      "smallest is written, exit code 4");
  c->add_option("--quality", o->quality, "0..100, as for build: instead of --max-size")->check(number_in(0, 100));
  c->add_option("--dataset", o->dataset, "the photos that it was fitted on: the model is refined by them, which loses less");
  c->add_option("--time-limit", o->time_limit, "with --dataset: time to refine")->capture_default_str();
  c->add_option("--steps", o->steps, "with --dataset: steps to refine instead of a time")->check(number_in(0, 1e7));
  c->add_flag("--fast-encode", o->fast, "spend less time on the last per cent of the file's size");
  c->add_flag("--json", o->json, "print the summary as JSON: file, bytes, from_bytes");
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->device.add_to(*c);
  c->footer(
      "Without photos the model is rounded more coarsely. The file keeps where it comes from, and says under \"recompressed\" what was "
      "done to "
      "it. Photos that it was not fitted on are not looked at.\n"
      "Examples: asrg recompress shoe.asrg -o small.asrg --max-size 500kB\n"
      "          asrg recompress shoe.asrg -o small.asrg --max-size 500kB --dataset photos/shoe --time-limit 60s");
  c->callback([o, &exit_code] { exit_code = run_recompress(*o); });
}

}  // namespace asrg
