#include "compress/codec/codec.h"
#include "compress/commands/bench_fit.h"
#include "compress/commands/command.h"
#include "compress/fit/photos_to_fit.h"
#include "compress/io/json_text.h"
#include "compress/model/orbit.h"
#include "compress/model/drawable.h"
#include "compress/program/options.h"
#include "compress/scene/scene.h"
#include "compress/text/units.h"
#include "cuda/core/bandwidth.h"
#include "cuda/core/error.h"
#include "cuda/render/frame.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <memory>

namespace asrg {
namespace {

struct BenchOptions {
  std::filesystem::path file;
  std::filesystem::path dataset;
  SceneOptions scene;
  std::string time_limit;
  int steps = 0;
  std::vector<std::string> sizes{"800x800"};
  int views = 8;
  DeviceOptions device;
  PrecisionOption precision{"compact"};
  bool json = false;
};

double percentile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1) + 0.5)];
}

/// Bytes that a sample reads. Exact: a cell's eight corner indices, and the eight corners. Compact: four entries of CompactLeaf::row, eight corners, the
/// leaf's range.
constexpr double bytes_per_sample(Precision precision) {
  return precision == Precision::exact ? sizeof(CellCorners) + 8 * sizeof(Channels)
                                       : 4 * sizeof(std::int16_t) + 8 * sizeof(CompactCorner) + 2 * sizeof(Channels);
}

/// Draws each view once and sums the times of its kernels: measured on CUDA by events on the device, on the CPU by the clock.
nlohmann::json measure(Device& device, const RenderModel& ready, const std::vector<Camera>& cameras, const RenderSettings& settings,
                       double bandwidth) {
  Frame frame(device);
  frame.draw(ready, cameras.front(), settings);
  std::vector<double> ms;
  std::map<std::string, KernelTime> kernel_times;
  double samples = 0, seconds = 0;
  for (const Camera& c : cameras) {
    device.reset_times();
    frame.draw(ready, c, settings);
    double whole = 0;
    for (const auto& [name, t] : device.times()) {
      whole += t.seconds;
      kernel_times[name].seconds += t.seconds;
      kernel_times[name].launches += t.launches;
    }
    ms.push_back(whole * 1e3);
    seconds += whole;
    samples += static_cast<double>(frame.statistics().samples);
  }
  const glm::ivec2 size = cameras.front().size;
  const double rays =
      static_cast<double>(size.x) * size.y * settings.supersample * settings.supersample * static_cast<double>(cameras.size());
  nlohmann::json kernels = nlohmann::json::object();
  for (const auto& [name, t] : kernel_times)
    kernels[name] = {{"ms_per_launch", 1e3 * t.seconds / static_cast<double>(t.launches)}, {"launches", t.launches}};
  return {{"size", fmt::format("{}x{}", size.x, size.y)},
          {"views", cameras.size()},
          {"fps", {{"median", 1e3 / percentile(ms, 0.5)}, {"p5", 1e3 / percentile(ms, 0.95)}, {"p95", 1e3 / percentile(ms, 0.05)}}},
          {"ms", {{"median", percentile(ms, 0.5)}, {"p5", percentile(ms, 0.05)}, {"p95", percentile(ms, 0.95)}}},
          {"samples_per_ray", samples / rays},
          {"million_samples_per_second", samples / seconds * 1e-6},
          {"share_of_memory_bandwidth", samples / seconds * bytes_per_sample(ready.precision()) / bandwidth},
          {"kernels", kernels}};
}

void print_table(const nlohmann::json& all) {
  fmt::print("{}; loaded in {:.2f} s, {} of memory; copies {:.1f} GB/s\n", all["device"].get<std::string>(),
             all["load_seconds"].get<double>(), format_bytes(all["device_bytes"].get<std::int64_t>()),
             all["copy_bandwidth"].get<double>() * 1e-9);
  for (const auto& r : all["results"]) {
    const auto number = [&](const char* key, const char* part) { return r[key][part].get<double>(); };
    const double rate = r["million_samples_per_second"].get<double>();
    fmt::print("{:>11}: {:.1f} frames/s (p5 {:.1f}, p95 {:.1f}), {:.2f} ms, {:.1f} samples a ray, {:.1f} million samples/s\n",
               r["size"].get<std::string>(), number("fps", "median"), number("fps", "p5"), number("fps", "p95"), number("ms", "median"),
               r["samples_per_ray"].get<double>(), rate);
    fmt::print("{:>11}  {:.0f} % of the memory's limit = {:.1f} million samples/s * {:.0f} B / {:.1f} GB/s (above 100 %: caches)\n", "",
               100 * r["share_of_memory_bandwidth"].get<double>(), rate, all["bytes_per_sample"].get<double>(),
               all["copy_bandwidth"].get<double>() * 1e-9);
    for (const auto& [name, k] : r["kernels"].items())
      fmt::print("{:>11}  {}: {:.3f} ms, {} launches\n", "", name, k["ms_per_launch"].get<double>(), k["launches"].get<long>());
  }
}

int run_render_bench(const BenchOptions& o) {
  std::vector<glm::ivec2> sizes;
  for (const std::string& size : o.sizes) sizes.push_back(parse_size(size));
  const auto start = std::chrono::steady_clock::now();
  const Model model = load_model(o.file);
  Device device = o.device.open();
  const RenderModel ready = drawable(device, model, o.precision.get());
  device.synchronize();
  const double load = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double bandwidth = copy_bandwidth(device);
  const Box box = model.topology.lattice.box();
  const Provenance provenance = read_provenance(*model.provenance);
  RenderSettings settings;
  settings.backdrop = backdrop_of(model.background);
  settings.supersample = model.supersample;
  nlohmann::json results = nlohmann::json::array();
  for (const glm::ivec2 size : sizes)
    results.push_back(measure(device, ready, orbit(box, provenance, o.views, size, 25, 0), settings, bandwidth));
  const nlohmann::json all{{"device", device.description()},
                           {"load_seconds", load},
                           {"device_bytes", ready.bytes()},
                           {"copy_bandwidth", bandwidth},
                           {"precision", o.precision.name},
                           {"bytes_per_sample", bytes_per_sample(ready.precision())},
                           {"results", results}};
  if (o.json)
    fmt::print("{}\n", json_text(all));
  else
    print_table(all);
  return 0;
}

int run_fit_bench(const BenchOptions& o) {
  FitOptions fit;
  fit.steps = o.steps;
  if (!o.time_limit.empty()) fit.time_limit = parse_duration(o.time_limit);
  fit.supersample = supersample_for(o.scene.downscale, 0);
  SceneOptions scene_options = photos_to_fit(o.scene, fit.supersample);
  scene_options.load_test = false;
  const Scene scene = load_scene(o.dataset, scene_options);
  Device device = o.device.open();
  const nlohmann::json result = bench_fit(device, scene, fit, o.json);
  if (o.json)
    fmt::print("{}\n", json_text(result));
  else
    print_fit_table(result);
  return 0;
}

int run_bench(const BenchOptions& o) {
  if (o.file.empty() == o.dataset.empty()) throw Error(ErrorKind::arguments, "bench: give either a FILE to draw or --fit DATASET");
  return o.dataset.empty() ? run_render_bench(o) : run_fit_bench(o);
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<BenchOptions>();
  CLI::App* c = app.add_subcommand("bench", "Measure how fast a file is drawn, or a data set fitted");
  c->add_option("FILE", o->file, "the .asrg file to draw");
  c->add_option("--size", o->sizes, "picture sizes in pixels: 800x800,1920x1080")->delimiter(',')->capture_default_str();
  c->add_option("--views", o->views, "views on an orbit, after one to warm up")->check(number_in(1, 1e5))->capture_default_str();
  c->add_option("--fit", o->dataset, "the data set to fit, instead of drawing a file");
  c->add_option("--downscale", o->scene.downscale, "of --fit: reduce the photos by this integer factor")
      ->check(number_in(1, 64))
      ->capture_default_str();
  c->add_option("--holdout", o->scene.holdout, "of --fit: keep every K-th view out of the fit; 0: none")
      ->check(number_in(0, 1e6))
      ->capture_default_str();
  c->add_option("--steps", o->steps, "of --fit: optimisation steps; 0: the default")->check(number_in(0, 1e7))->capture_default_str();
  c->add_option("--time-limit", o->time_limit, "of --fit: 90s, 10m");
  c->add_flag("--json", o->json, "print as JSON");
  o->precision.add_to(*c);
  o->device.add_to(*c);
  c->footer(
      "One frame a view is drawn for each size, from an orbit; frames/s are medians, with the 5th and 95th percentile. Times are those of "
      "the\n"
      "kernels. The share of the memory's limit compares what samples read with a plain copy on the same device.\n"
      "Examples: asrg bench shoe.asrg --size 800x800,1920x1080 --views 32\n"
      "          asrg bench --fit photos/shoe --downscale 4 --steps 800");
  c->callback([o, &exit_code] { exit_code = run_bench(*o); });
}

}  // namespace asrg
