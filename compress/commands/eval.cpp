#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/io/json_text.h"
#include "compress/model/judging_views.h"
#include "compress/program/options.h"
#include "compress/scene/mask_names.h"
#include "compress/io/output.h"
#include "compress/image/picture.h"
#include "compress/commands/progress.h"
#include "compress/model/provenance.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "compress/metrics/lpips.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "compress/model/symbols.h"
#include "cuda/render/renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <set>

namespace asrg {
namespace {

struct EvalOptions {
  std::filesystem::path file, dataset, images, json, lpips;
  int downscale = 0;
  std::string split, background = "white", mask;
  DeviceOptions device;
  PrecisionOption precision;
  bool quiet = false;
};

struct ViewResult {
  std::string name;
  double psnr, ssim, milliseconds;
  std::optional<double> lpips;
};

/// The means over views, and the median time.
struct Summary {
  double psnr = 0, ssim = 0, milliseconds = 0;
  std::optional<double> lpips;
};

/// The views to judge on.
struct Judges {
  std::vector<View> views;
  std::string split, dataset;
  int downscale = 1;
};

/// K of "holdoutK"; 0 where the name is not of that form.
int holdout_of(const std::string& name) {
  int k = 0;
  const char* end = name.data() + name.size();
  if (!name.starts_with("holdout")) return 0;
  const auto [stop, error] = std::from_chars(name.data() + 7, end, k);
  return error == std::errc() && stop == end && k > 0 && k <= 1000000 ? k : 0;
}

std::string holdout_name(int k) { return k > 0 ? fmt::format("holdout{}", k) : "test"; }

/// Photos of another scene are told by their names alone; one word, since whoever renames a folder knows that.
void warn_of_another_scene(const EvalOptions& o, const Scene& scene, const Provenance& provenance) {
  const std::vector<std::string>& fitted = provenance.training_views;
  if (fitted.empty()) return;
  const std::set<std::string> names(scene.names.begin(), scene.names.end());
  if (std::none_of(fitted.begin(), fitted.end(), [&](const std::string& name) { return names.contains(name); })) {
    fmt::print(stderr, "asrg: none of the {} photos that {} was fitted on ({}, ...) is in {}: is that another scene?\n", fitted.size(),
               o.file.string(), fitted.front(), o.dataset.string());
  } else if (!provenance.dataset.empty() && provenance.dataset != scene.name) {
    fmt::print(stderr, "asrg: {} was fitted on the data set {}, this one is called {}: is that another scene?\n", o.file.string(),
               provenance.dataset, scene.name);
  }
}

Judges load_judges(const EvalOptions& o, const Provenance& provenance) {
  const bool train = o.split == "train";
  if (!train && o.split != "test" && !o.split.empty() && holdout_of(o.split) == 0)
    throw Error(ErrorKind::arguments, fmt::format("--split {}: known are test, train and holdoutK, such as holdout8", o.split));
  SceneOptions options;
  options.downscale = o.downscale > 0 ? o.downscale : provenance.downscale;
  options.holdout = train ? provenance.holdout : holdout_of(o.split);
  options.mask_from_background = mask_of_name(o.mask.empty() ? provenance.mask_from_background : o.mask);
  options.origin_offset = provenance.origin_offset;
  options.load_train = train;
  options.load_test = !train;
  Scene scene = o.split.empty() ? load_judging_views(o.dataset, options, provenance) : load_scene(o.dataset, options);
  warn_of_another_scene(o, scene, provenance);
  for (const auto& w : scene.warnings) fmt::print(stderr, "asrg: {}\n", w);
  Judges judges{train ? std::move(scene.train) : std::move(scene.test), train ? "train" : holdout_name(options.holdout), scene.name,
                options.downscale};
  if (judges.views.empty())
    throw Error(ErrorKind::arguments,
                fmt::format("{} has no views to judge on: build with --holdout 8 and judge with --split holdout8, or use --split train",
                            o.dataset.string()));
  return judges;
}

/// A model must not be judged by the photos it was fitted on, unless that is what was asked for.
void refuse_training_views(const EvalOptions& o, const Judges& judges, const Provenance& provenance) {
  if (judges.split == "train") return;
  const std::set<std::string> trained(provenance.training_views.begin(), provenance.training_views.end());
  for (const View& v : judges.views)
    if (trained.contains(v.name))
      throw Error(ErrorKind::arguments,
                  fmt::format("{} was fitted on {}, so that view cannot judge it: build with --holdout, or use --split train",
                              o.file.string(), v.name));
}

Summary summarise(const std::vector<ViewResult>& results) {
  Summary s;
  std::vector<double> ms;
  double lpips = 0;
  const double n = static_cast<double>(results.size());
  for (const ViewResult& r : results) {
    s.psnr += r.psnr / n;
    s.ssim += r.ssim / n;
    lpips += r.lpips.value_or(0) / n;
    ms.push_back(r.milliseconds);
  }
  if (results.front().lpips) s.lpips = lpips;
  const auto middle = ms.begin() + static_cast<std::ptrdiff_t>(ms.size() / 2);
  std::nth_element(ms.begin(), middle, ms.end());
  s.milliseconds = *middle;
  return s;
}

nlohmann::json optional_json(const std::optional<double>& x) { return x ? nlohmann::json(*x) : nlohmann::json(nullptr); }

nlohmann::json results_json(const std::vector<ViewResult>& results, const Judges& judges, const Lpips* lpips, std::uintmax_t bytes) {
  nlohmann::json views = nlohmann::json::array();
  for (const ViewResult& r : results)
    views.push_back(
        {{"name", r.name}, {"psnr", finite_json(r.psnr)}, {"ssim", r.ssim}, {"lpips", optional_json(r.lpips)}, {"ms", r.milliseconds}});
  const Summary s = summarise(results);
  return {{"dataset", judges.dataset},
          {"split", judges.split},
          {"downscale", judges.downscale},
          {"psnr", finite_json(s.psnr)},
          {"ssim", s.ssim},
          {"lpips", optional_json(s.lpips)},
          {"lpips_net", lpips ? nlohmann::json(lpips->net()) : nlohmann::json(nullptr)},
          {"bytes", bytes},
          {"views", results.size()},
          {"ms_per_frame", s.milliseconds},
          {"per_view", views}};
}

void print_table(const std::vector<ViewResult>& results) {
  fmt::print("{:<28} {:>8} {:>8} {:>8} {:>8}\n", "view", "PSNR/dB", "SSIM", "LPIPS", "ms");
  const auto row = [](const std::string& name, double p, double s, std::optional<double> l, double ms) {
    fmt::print("{:<28} {:>8.2f} {:>8.4f} {:>8} {:>8.1f}\n", name, p, s, l ? fmt::format("{:.4f}", *l) : "-", ms);
  };
  for (const ViewResult& r : results) row(r.name, r.psnr, r.ssim, r.lpips, r.milliseconds);
  const Summary s = summarise(results);
  row(fmt::format("mean of {} views (ms: median)", results.size()), s.psnr, s.ssim, s.lpips, s.milliseconds);
}

/// "train/r_0.png" -> "train_r_0.png"
std::string picture_name(const std::string& view) {
  std::string name = std::filesystem::path(view).replace_extension(".png").string();
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

/// Photos that lie in the folder for pictures, under the names that these would have, must not be replaced by them.
void refuse_to_replace_photos(const EvalOptions& o, const Judges& judges) {
  for (const View& v : judges.views) {
    const auto picture = o.images / picture_name(v.name);
    if (std::error_code error; std::filesystem::equivalent(picture, o.dataset / v.name, error))
      throw Error(ErrorKind::io, fmt::format("cannot write {}: it is a photo of the data set", picture.string()));
    check_output_file(picture, FileKind::png);
  }
}

int run_eval(const EvalOptions& o) {
  check_output_file(o.json, FileKind::results);
  const Model model = load_model(o.file);
  const auto bytes = std::filesystem::file_size(o.file);
  const Provenance provenance = read_provenance(model.provenance);
  const Judges judges = load_judges(o, provenance);
  refuse_training_views(o, judges, provenance);
  if (!o.images.empty()) {
    make_output_folder(o.images);
    refuse_to_replace_photos(o, judges);
  }
  std::unique_ptr<Lpips> lpips;
  if (!o.lpips.empty()) lpips = std::make_unique<Lpips>(o.lpips);

  Device device = o.device.open();
  const RenderModel ready(device, model.topology, residuals_of(model), model.shader, model.environment, o.precision.get());
  const bool white = o.background == "white";
  RenderSettings settings;
  settings.supersample = judging_supersample(model, judges.downscale);
  settings.background = model.background == BackgroundKind::environment ? BackgroundKind::environment
                        : white                                         ? BackgroundKind::white
                                                                        : BackgroundKind::black;
  fmt::print("{}: {} views of {} (split {}, downscale {}{})\n", o.file.string(), judges.views.size(), judges.dataset, judges.split,
             judges.downscale, o.downscale > 0 ? "" : " as built");
  ProgressLine line(o.quiet);
  std::vector<ViewResult> results;
  for (const View& v : judges.views) {
    RenderStatistics statistics;
    const ImageU8 drawn = to_8_bit(render(device, ready, v.camera, settings, &statistics), 3);
    const ImageF photo = compose(v.image, white ? 1.0f : 0.0f), image = to_float(drawn);
    ViewResult r{v.name, psnr(image, photo), ssim(image, photo), statistics.seconds * 1e3, {}};
    if (lpips) r.lpips = lpips->distance(image, photo);
    results.push_back(r);
    if (!o.images.empty()) {
      const ImageU8 photo_8 = to_8_bit(photo, 3);
      write_png(o.images / picture_name(v.name), side_by_side({photo_8, drawn, error_picture(photo_8, drawn, 64.0f)}));
    }
    line.show(static_cast<double>(results.size()) / static_cast<double>(judges.views.size()), fmt::format("{}: {:.2f} dB", r.name, r.psnr));
  }
  line.finish();
  print_table(results);
  if (lpips) fmt::print("LPIPS v0.1, net {}\n", lpips->net());
  fmt::print("{} bytes\n", bytes);
  if (!o.json.empty()) {
    const std::string text = json_text(results_json(results, judges, lpips.get(), bytes)) + "\n";
    write_text_file_atomically(o.json, text);
  }
  return 0;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<EvalOptions>();
  CLI::App* c = app.add_subcommand("eval", "Measure PSNR, SSIM, LPIPS, bytes and frame time against the true photos");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_option("DATASET", o->dataset, "the data set with the true photos")->required();
  c->add_option("--downscale", o->downscale, "reduce the photos by this factor; 0: as when the file was built")
      ->check(number_in(0, 64))
      ->capture_default_str();
  c->add_option(
      "--split", o->split,
      "views to judge on: test, train, or holdoutK (every K-th in name order). Default: test where the data set has such views, else "
      "those held out when the file was built");
  c->add_option("--images", o->images,
                "write photo | model | error for each view into this folder (error: mean over RGB, brightest from 64 of 255)");
  c->add_option(
      "--json", o->json,
      "write the results to this file: psnr, ssim, lpips, lpips_net, bytes, views, ms_per_frame (median), per_view, dataset, split, "
      "downscale");
  c->add_option("--lpips", o->lpips, "weights of LPIPS v0.1 as .npz (AlexNet or SqueezeNet); without them LPIPS is not measured");
  c->add_option("--background", o->background, "what photos with alpha are composed on: white or black")
      ->check(CLI::IsMember({"white", "black"}))
      ->capture_default_str();
  c->add_option("--mask-from-background", o->mask, "as for build; default: as when the file was built")->check(CLI::IsMember(mask_names()));
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->precision.add_to(*c);
  o->device.add_to(*c);
  c->footer(
      "PSNR: mean over views of -10 log10(MSE) of 8-bit sRGB pictures, dB. SSIM: 11x11 Gaussian, sigma 1.5. Times are those of single "
      "frames.\n"
      "Views that the file was fitted on are refused, unless --split train asks for them (exit code 1).\n"
      "Example: asrg eval shoe.asrg photos/shoe --split holdout8 --images views --json shoe.json");
  c->callback([o, &exit_code] { exit_code = run_eval(*o); });
}

}  // namespace asrg
