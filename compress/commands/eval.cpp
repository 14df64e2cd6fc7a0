#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/eval_truth.h"
#include "compress/commands/progress.h"
#include "compress/commands/resume_command.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/model/drawable.h"
#include "compress/program/options.h"
#include "compress/report/measure.h"
#include "compress/report/report_page.h"
#include "compress/report/turn.h"
#include "compress/scene/mask_names.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace asrg {
namespace {

struct EvalOptions {
  std::vector<std::filesystem::path> paths;  ///< files, and the data set
  std::filesystem::path images, json, lpips, truth, report;
  int downscale = 0;
  std::string split, background = "white", mask;
  DeviceOptions device;
  PrecisionOption precision;
  bool align = false, quiet = false;

  std::vector<std::filesystem::path> files() const { return {paths.begin(), paths.end() - 1}; }
  const std::filesystem::path& dataset() const { return paths.back(); }
  bool white() const { return background == "white"; }
};

/// File name of a view's picture: "train/r_0.png" becomes "train_r_0.png".
std::string picture_name(const std::string& view) {
  std::string name = std::filesystem::path(view).replace_extension(".png").string();
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

/// Refuses to write a picture over a photo, where the photos lie in the folder for pictures.
void refuse_to_replace_photos(const EvalOptions& o, const Judges& judges) {
  for (const View& v : judges.views) {
    const auto picture = o.images / picture_name(v.name);
    if (std::error_code error; std::filesystem::equivalent(picture, o.dataset() / v.name, error))
      throw Error(ErrorKind::io, fmt::format("cannot write {}: it is a photo of the data set", picture.string()));
    check_output_file(picture, FileKind::png);
  }
}

/// A model that has been measured.
struct Evaluated {
  EvalReport report;
  ReportModel row;               ///< for --report
  std::vector<ImageU8> turning;  ///< for --report: pictures of a turntable
};

Evaluated evaluate(const EvalOptions& o, Device& device, const std::filesystem::path& file, JudgesOfModels& judges_of, const Lpips* lpips) {
  const Model model = load_model(file);
  const Provenance provenance = read_provenance(*model.provenance);
  const Judges& judges = judges_of.of(provenance, file.string());
  refuse_training_views(judges, provenance, file.string());
  if (!o.images.empty()) {
    make_output_folder(o.images);
    refuse_to_replace_photos(o, judges);
  }
  std::optional<TruthJudge> truth;
  if (!o.truth.empty()) truth.emplace(o.truth, judges.views, judges.downscale);
  const RenderModel ready = drawable(device, model, o.precision.get());
  fmt::print("{}: {} views of {} (split {}, downscale {}{})\n", file.string(), judges.views.size(), judges.dataset, judges.split,
             judges.downscale, o.downscale > 0 ? "" : " as built");
  std::vector<AlignedView> aligned;
  if (o.align) aligned = align(device, model, judges.views);
  ProgressLine line(o.quiet);
  std::size_t done = 0;
  const auto seen = [&](const JudgedView& v, ViewResult& r) {
    if (truth) r.geometry = truth->judge(device, ready, v.view.name, provenance.with_found_lens(v.view.camera));
    if (!o.images.empty()) {
      const ImageU8 photo = to_8_bit(v.photo, 3);
      write_png(o.images / picture_name(r.name), side_by_side({photo, v.drawn, error_picture(photo, v.drawn)}));
    }
    line.show(static_cast<double>(++done) / static_cast<double>(judges.views.size()), fmt::format("{}: {:.2f} dB", r.name, r.psnr));
  };
  Evaluated e{measure(device, model, ready, std::filesystem::file_size(file), judges,
                      {.white = o.white(), .lpips = lpips, .aligned = aligned, .seen = seen, .stop = {}}),
              {},
              {}};
  e.report.with_truth = truth.has_value();
  line.finish();
  print_report(e.report);
  if (o.report.empty()) return e;
  e.row = report_model(device, model, ready, e.report, judges, o.white());
  e.row.name = file.stem().string();
  e.row.file = file.lexically_proximate(std::filesystem::absolute(o.report).parent_path()).string();
  e.turning = turn_once(device, model, ready, 24, 240);
  return e;
}

void write_page(const EvalOptions& o, std::vector<Evaluated> all, const std::string& command) {
  std::stable_sort(all.begin(), all.end(), [](const Evaluated& a, const Evaluated& b) { return a.report.bytes < b.report.bytes; });
  Report report;
  report.title = all.size() == 1 ? all.front().row.name : all.front().report.dataset + ": size against quality";
  report.command = command;
  report.dataset = std::filesystem::absolute(o.dataset());
  report.turn = std::move(all.back().turning);
  for (Evaluated& e : all) report.models.push_back(std::move(e.row));
  write_text_file_atomically(o.report, report_page(report));
}

int run_eval(const EvalOptions& o, const CLI::App& command) {
  check_output_file(o.json, FileKind::results);
  check_output_file(o.report, FileKind::report);
  if (o.files().size() > 1 && !o.images.empty())
    throw Error(ErrorKind::arguments, "--images: pictures of several models would have the same names; give one FILE");
  std::unique_ptr<Lpips> lpips;
  if (!o.lpips.empty()) lpips = std::make_unique<Lpips>(o.lpips);
  Device device = o.device.open();
  JudgesOfModels judges({.dataset = o.dataset(), .downscale = o.downscale, .split = o.split, .mask = o.mask});
  std::vector<Evaluated> all;
  nlohmann::json results = nlohmann::json::array();
  for (const auto& file : o.files()) {
    all.push_back(evaluate(o, device, file, judges, lpips.get()));
    results.push_back(report_json(all.back().report));
    if (all.size() > 1) results.back()["file"] = file.string();
  }
  if (all.size() > 1) results.front()["file"] = o.files().front().string();
  if (!o.json.empty())
    write_text_file_atomically(o.json, json_text(all.size() == 1 ? results.front() : nlohmann::json{{"models", results}}) + "\n");
  if (!o.report.empty()) write_page(o, std::move(all), command_text(command));
  return 0;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<EvalOptions>();
  CLI::App* c = app.add_subcommand("eval", "Measure PSNR, SSIM, LPIPS, bytes and frame time against the true photos");
  c->add_option("FILE... DATASET", o->paths, "the .asrg file, or several; then the data set with the true photos")
      ->required()
      ->expected(2, 1000);
  c->add_option("--downscale", o->downscale, "reduce the photos by this factor; 0: as when the file was built")
      ->check(number_in(0, 64))
      ->capture_default_str();
  c->add_option(
      "--split", o->split,
      "views to judge on: test, train, or holdoutK (every K-th in name order). Default: test where the data set has such views, else "
      "those held out when the file was built");
  c->add_option("--images", o->images,
                "write photo | model | error for each view into this folder (error: mean over RGB, brightest from 64 of 255)");
  c->add_option("--json", o->json,
                "write the results to this file: psnr, ssim, lpips, lpips_net, bytes, views, ms_per_frame (median), found_lenses (views "
                "drawn with the lens that the fit found for their camera), per_view, dataset, split, "
                "downscale, aligned, truth; of several FILEs a list \"models\" of these, each with its file");
  c->add_option("--report", o->report,
                "write a page (HTML, nothing else is needed to read it) with plots, tables and pictures of all FILEs to this file");
  c->add_option("--truth", o->truth,
                "a folder with the true normals and depths of the views: measures the angle to the model's normals, and the error of its "
                "depths. Default: none, also where the data set has one");
  c->add_option("--lpips", o->lpips, "weights of LPIPS v0.1 as .npz (AlexNet or SqueezeNet); without them LPIPS is not measured");
  c->add_option("--background", o->background, "what photos with alpha are composed on: white or black")
      ->check(CLI::IsMember({"white", "black"}))
      ->capture_default_str();
  c->add_option("--mask-from-background", o->mask, "as for build; default: as when the file was built")->check(CLI::IsMember(mask_names()));
  c->add_flag(
      "--align", o->align,
      "also measure with each view's camera and exposure put right by the model, as the fit does with the photos of real captures; both "
      "figures are told");
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
      "Examples: asrg eval shoe.asrg photos/shoe --split holdout8 --images views --json shoe.json\n"
      "          asrg eval small.asrg large.asrg photos/shoe --report shoe.html");
  c->callback([o, c, &exit_code] { exit_code = run_eval(*o, *c); });
}

}  // namespace asrg
