#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/picture.h"
#include "compress/commands/progress.h"
#include "compress/commands/provenance.h"
#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "cuda/metrics/lpips.h"
#include "cuda/metrics/psnr.h"
#include "cuda/metrics/ssim.h"
#include "cuda/render/renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
  bool quiet = false;
};

struct ViewResult {
  std::string name;
  double psnr, ssim, milliseconds;
  std::optional<double> lpips;
};

/// Which views to judge on: the scene's `test` or `train` after loading with these options.
struct Split {
  bool train = false;
  int holdout = 0;
};

Split choose_split(const std::string& name, const Provenance& provenance) {
  if (name == "train") return {true, provenance.holdout};
  if (name == "test") return {false, 0};
  if (name.empty()) return {false, provenance.holdout};
  if (name.starts_with("holdout")) {
    const std::string digits = name.substr(7);
    if (!digits.empty() && digits.size() < 7 && digits.find_first_not_of("0123456789") == std::string::npos && std::stoi(digits) > 0)
      return {false, std::stoi(digits)};
  }
  throw Error(ErrorKind::arguments, fmt::format("--split {}: known are test, train and holdoutK, such as holdout8", name));
}

double mean(const std::vector<ViewResult>& results, auto&& member) {
  double sum = 0;
  for (const ViewResult& r : results) sum += member(r);
  return sum / static_cast<double>(results.size());
}

double median_milliseconds(const std::vector<ViewResult>& results) {
  std::vector<double> ms;
  for (const ViewResult& r : results) ms.push_back(r.milliseconds);
  std::nth_element(ms.begin(), ms.begin() + static_cast<std::ptrdiff_t>(ms.size() / 2), ms.end());
  return ms[ms.size() / 2];
}

BackgroundMask mask_option(const std::string& name) {
  return name == "auto" ? BackgroundMask::automatic : name == "black" ? BackgroundMask::black : name == "white" ? BackgroundMask::white : BackgroundMask::off;
}

/// JSON knows no infinity: equal images have a PSNR of null.
nlohmann::json finite(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }

void write_json(const EvalOptions& o, const std::vector<ViewResult>& results, const std::string& net, std::uintmax_t bytes) {
  nlohmann::json views = nlohmann::json::array();
  const bool lpips = results.front().lpips.has_value();
  for (const ViewResult& r : results)
    views.push_back({{"name", r.name},
                     {"psnr", finite(r.psnr)},
                     {"ssim", r.ssim},
                     {"lpips", lpips ? nlohmann::json(*r.lpips) : nlohmann::json(nullptr)},
                     {"ms", r.milliseconds}});
  const nlohmann::json j{{"psnr", finite(mean(results, [](const ViewResult& r) { return r.psnr; }))},
                         {"ssim", mean(results, [](const ViewResult& r) { return r.ssim; })},
                         {"lpips", lpips ? nlohmann::json(mean(results, [](const ViewResult& r) { return *r.lpips; })) : nlohmann::json(nullptr)},
                         {"lpips_net", lpips ? nlohmann::json(net) : nlohmann::json(nullptr)},
                         {"bytes", bytes},
                         {"views", results.size()},
                         {"ms_per_frame", median_milliseconds(results)},
                         {"per_view", views}};
  const std::string text = j.dump(1) + "\n";
  write_file_atomically(o.json, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

int run_eval(const EvalOptions& o) {
  const Model model = load_model(o.file);
  const auto bytes = std::filesystem::file_size(o.file);
  const Provenance provenance = read_provenance(model.provenance);
  const Split split = choose_split(o.split, provenance);
  SceneOptions scene_options;
  scene_options.downscale = o.downscale > 0 ? o.downscale : provenance.downscale;
  scene_options.holdout = split.holdout;
  scene_options.mask_from_background = mask_option(o.mask.empty() ? provenance.mask_from_background : o.mask);
  scene_options.load_train = split.train;
  scene_options.load_test = !split.train;
  const Scene scene = load_scene(o.dataset, scene_options);
  for (const auto& w : scene.warnings) fmt::print(stderr, "asrg: {}\n", w);
  const std::vector<View>& views = split.train ? scene.train : scene.test;
  if (views.empty())
    throw Error(ErrorKind::arguments, fmt::format("{} has no views to judge on: build with --holdout 8 and judge with --split holdout8, or use --split train",
                                                  o.dataset.string()));
  if (!split.train && provenance.dataset == scene.name) {
    const std::set<std::string> trained(provenance.training_views.begin(), provenance.training_views.end());
    for (const View& v : views)
      if (trained.contains(v.name))
        throw Error(ErrorKind::arguments,
                    fmt::format("{} was fitted on {}, so this view cannot judge it: build with --holdout, or use --split train", o.file.string(), v.name));
  }
  if (!o.images.empty()) std::filesystem::create_directories(o.images);
  std::unique_ptr<Lpips> lpips;
  if (!o.lpips.empty()) lpips = std::make_unique<Lpips>(o.lpips);

  Device device = o.device.open();
  const RenderModel ready(device, model.topology, model.residuals, model.shader, model.environment);
  const float grey = o.background == "white" ? 1.0f : 0.0f;
  RenderSettings settings;
  settings.background = model.background == BackgroundKind::environment ? BackgroundKind::environment
                        : o.background == "white"                       ? BackgroundKind::white
                                                                        : BackgroundKind::black;
  ProgressLine line(o.quiet);
  std::vector<ViewResult> results;
  for (const View& v : views) {
    RenderStatistics statistics;
    const ImageU8 drawn = to_8_bit(render(device, ready, v.camera, settings, &statistics), 3);
    const ImageF photo = compose(v.image, grey), image = to_float(drawn);
    ViewResult r{v.name, psnr(image, photo), ssim(image, photo), statistics.seconds * 1e3, {}};
    if (lpips) r.lpips = lpips->distance(image, photo);
    results.push_back(r);
    if (!o.images.empty()) {
      std::string name = std::filesystem::path(v.name).replace_extension(".png").string();
      std::replace(name.begin(), name.end(), '/', '_');
      const ImageU8 photo_8 = to_8_bit(photo, 3);
      write_png(o.images / name, side_by_side({photo_8, drawn, error_picture(photo_8, drawn, 64.0f)}));
    }
    line.show(static_cast<double>(results.size()) / static_cast<double>(views.size()), fmt::format("{}: {:.2f} dB", r.name, r.psnr));
  }
  line.finish();
  fmt::print("{:<28} {:>8} {:>8} {:>8} {:>8}\n", "view", "PSNR/dB", "SSIM", "LPIPS", "ms");
  const auto row = [](const std::string& name, double p, double s, std::optional<double> l, double ms) {
    fmt::print("{:<28} {:>8.2f} {:>8.4f} {:>8} {:>8.1f}\n", name, p, s, l ? fmt::format("{:.4f}", *l) : "-", ms);
  };
  for (const ViewResult& r : results) row(r.name, r.psnr, r.ssim, r.lpips, r.milliseconds);
  row(fmt::format("mean of {} views", results.size()), mean(results, [](const ViewResult& r) { return r.psnr; }),
      mean(results, [](const ViewResult& r) { return r.ssim; }),
      lpips ? std::optional(mean(results, [](const ViewResult& r) { return *r.lpips; })) : std::nullopt, median_milliseconds(results));
  if (lpips) fmt::print("LPIPS v0.1, net {}\n", lpips->net());
  fmt::print("{}: {} bytes\n", o.file.string(), bytes);
  if (!o.json.empty()) write_json(o, results, lpips ? lpips->net() : "", bytes);
  return 0;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<EvalOptions>();
  CLI::App* c = app.add_subcommand("eval", "Measure PSNR, SSIM, LPIPS, bytes and frame time against the true photos");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_option("DATASET", o->dataset, "the data set with the true photos")->required();
  c->add_option("--downscale", o->downscale, "reduce the photos by this factor; 0: as when the file was built")->check(CLI::Range(0, 64))->capture_default_str();
  c->add_option("--split", o->split,
                "views to judge on: test, train, or holdoutK (every K-th in name order). Default: those held out when the file was built, else test");
  c->add_option("--images", o->images, "write photo | model | error for each view into this folder (error: white is 64 of 255)");
  c->add_option("--json", o->json, "write the results to this file: psnr, ssim, lpips, lpips_net, bytes, views, ms_per_frame (median), per_view");
  c->add_option("--lpips", o->lpips, "weights of LPIPS v0.1 as .npz (AlexNet or SqueezeNet); without them LPIPS is not measured");
  c->add_option("--background", o->background, "what photos with alpha are composed on")->check(CLI::IsMember({"white", "black"}))->capture_default_str();
  c->add_option("--mask-from-background", o->mask, "as for build; default: as when the file was built")->check(CLI::IsMember({"off", "auto", "black", "white"}));
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->device.add_to(*c);
  c->footer("PSNR is the mean over views of -10 log10(MSE) on 8-bit sRGB. Example: asrg eval shoe.asrg photos/shoe --split holdout8 --images out");
  c->callback([o, &exit_code] { exit_code = run_eval(*o); });
}

}  // namespace asrg
