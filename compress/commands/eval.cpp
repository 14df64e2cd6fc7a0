#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/eval_report.h"
#include "compress/commands/eval_truth.h"
#include "compress/model/judging_views.h"
#include "compress/program/options.h"
#include "compress/scene/mask_names.h"
#include "compress/io/json_text.h"
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
#include "compress/model/drawable.h"
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
  std::filesystem::path file, dataset, images, json, lpips, truth;
  int downscale = 0;
  std::string split, background = "white", mask;
  DeviceOptions device;
  PrecisionOption precision;
  bool quiet = false;
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
  const Provenance provenance = read_provenance(model.provenance);
  const Judges judges = load_judges(o, provenance);
  refuse_training_views(o, judges, provenance);
  if (!o.images.empty()) {
    make_output_folder(o.images);
    refuse_to_replace_photos(o, judges);
  }
  std::unique_ptr<Lpips> lpips;
  if (!o.lpips.empty()) lpips = std::make_unique<Lpips>(o.lpips);
  std::optional<TruthJudge> truth;
  if (!o.truth.empty()) truth.emplace(o.truth, judges.views, judges.downscale);
  const Lattice& lattice = model.topology.lattice;
  EvalReport report{.dataset = judges.dataset,
                    .split = judges.split,
                    .downscale = judges.downscale,
                    .lpips_net = lpips ? lpips->net() : "",
                    .with_truth = truth.has_value(),
                    .longest_edge = static_cast<double>(lattice.box_longest()) * lattice.cell,
                    .bytes = std::filesystem::file_size(o.file),
                    .views = {}};

  Device device = o.device.open();
  const RenderModel ready = drawable(device, model, o.precision.get());
  const bool white = o.background == "white";
  RenderSettings settings;
  settings.supersample = judging_supersample(model, provenance, judges.downscale);
  settings.background = model.background == BackgroundKind::environment ? BackgroundKind::environment
                        : white                                         ? BackgroundKind::white
                                                                        : BackgroundKind::black;
  fmt::print("{}: {} views of {} (split {}, downscale {}{})\n", o.file.string(), judges.views.size(), judges.dataset, judges.split,
             judges.downscale, o.downscale > 0 ? "" : " as built");
  ProgressLine line(o.quiet);
  for (const View& v : judges.views) {
    RenderStatistics statistics;
    const ImageU8 drawn = to_8_bit(render(device, ready, v.camera, settings, &statistics), 3);
    const ImageF photo = compose(v.image, white ? 1.0f : 0.0f), image = to_float(drawn);
    ViewResult r{v.name, psnr(image, photo), ssim(image, photo), statistics.seconds * 1e3, {}, {}};
    if (lpips) r.lpips = lpips->distance(image, photo);
    if (truth) r.geometry = truth->judge(device, ready, v);
    report.views.push_back(r);
    if (!o.images.empty()) {
      const ImageU8 photo_8 = to_8_bit(photo, 3);
      write_png(o.images / picture_name(v.name), side_by_side({photo_8, drawn, error_picture(photo_8, drawn, 64.0f)}));
    }
    line.show(static_cast<double>(report.views.size()) / static_cast<double>(judges.views.size()),
              fmt::format("{}: {:.2f} dB", r.name, r.psnr));
  }
  line.finish();
  print_report(report);
  if (!o.json.empty()) write_text_file_atomically(o.json, json_text(report_json(report)) + "\n");
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
      "downscale, truth");
  c->add_option("--truth", o->truth,
                "a folder with the true normals and depths of the views: measures the angle to the model's normals, and the error of its "
                "depths. Default: none, also where the data set has one");
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
      "--truth DIR: for a view test/r_0.png DIR holds test/r_0_normal.png and test/r_0_depth.png, both as large as the photo whatever "
      "--downscale is, and truth.json; assets/kitchenaid/README.md describes them. The model is drawn as large, without its surroundings, "
      "one ray a pixel. What counts are the pixels in which the true object is seen and the model's opacity is above 0.5, of all views "
      "together; the share of the others is \"missing\".\n"
      "Views that the file was fitted on are refused, unless --split train asks for them (exit code 1).\n"
      "Example: asrg eval shoe.asrg photos/shoe --split holdout8 --images views --json shoe.json");
  c->callback([o, &exit_code] { exit_code = run_eval(*o); });
}

}  // namespace asrg
