#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/orbit.h"
#include "cuda/render/renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace asrg {
namespace {

struct BenchOptions {
  std::filesystem::path file;
  std::vector<std::string> sizes{"800x800"};
  int views = 8;
  DeviceOptions device;
  bool json = false;
};

double percentile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1) + 0.5)];
}

nlohmann::json measure(Device& device, const RenderModel& ready, const std::vector<Camera>& cameras, const RenderSettings& settings) {
  render(device, ready, cameras.front(), settings);
  device.reset_times();
  std::vector<double> ms;
  double samples = 0, seconds = 0;
  for (const Camera& c : cameras) {
    RenderStatistics s;
    render(device, ready, c, settings, &s);
    ms.push_back(s.seconds * 1e3);
    samples += static_cast<double>(s.samples);
    seconds += s.seconds;
  }
  const glm::ivec2 size = cameras.front().size;
  const double rays = static_cast<double>(size.x) * size.y * static_cast<double>(cameras.size());
  nlohmann::json kernels = nlohmann::json::object();
  for (const auto& [name, t] : device.times())
    kernels[name] = {{"ms_per_launch", 1e3 * t.seconds / static_cast<double>(t.launches)}, {"launches", t.launches}};
  return {{"size", fmt::format("{}x{}", size.x, size.y)},
          {"views", cameras.size()},
          {"fps", {{"median", 1e3 / percentile(ms, 0.5)}, {"p5", 1e3 / percentile(ms, 0.95)}, {"p95", 1e3 / percentile(ms, 0.05)}}},
          {"ms", {{"median", percentile(ms, 0.5)}, {"p5", percentile(ms, 0.05)}, {"p95", percentile(ms, 0.95)}}},
          {"samples_per_ray", samples / rays},
          {"million_samples_per_second", samples / seconds * 1e-6},
          {"kernels", kernels}};
}

void print_table(const nlohmann::json& all) {
  fmt::print("{}; loaded in {:.2f} s, {} of memory\n", all["device"].get<std::string>(), all["load_seconds"].get<double>(),
             format_bytes(all["device_bytes"].get<std::int64_t>()));
  for (const auto& r : all["results"]) {
    const auto number = [&](const char* key, const char* part) { return r[key][part].get<double>(); };
    fmt::print("{:>11}: {:.1f} frames/s (p5 {:.1f}, p95 {:.1f}), {:.2f} ms, {:.1f} samples a ray, {:.1f} million samples/s\n",
               r["size"].get<std::string>(), number("fps", "median"), number("fps", "p5"), number("fps", "p95"), number("ms", "median"),
               r["samples_per_ray"].get<double>(), r["million_samples_per_second"].get<double>());
    for (const auto& [name, k] : r["kernels"].items())
      fmt::print("{:>11}  {}: {:.2f} ms, {} launches\n", "", name, k["ms_per_launch"].get<double>(), k["launches"].get<long>());
  }
}

int run_bench(const BenchOptions& o) {
  std::vector<glm::ivec2> sizes;
  for (const std::string& size : o.sizes) sizes.push_back(parse_size(size));
  Device device = o.device.open();
  const auto start = std::chrono::steady_clock::now();
  const Model model = load_model(o.file);
  const RenderModel ready(device, model.topology, model.residuals, model.shader, model.environment);
  const double load = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const Box box = model.topology.lattice.box();
  const Provenance provenance = read_provenance(model.provenance);
  RenderSettings settings;
  settings.background = model.background;
  nlohmann::json results = nlohmann::json::array();
  for (const glm::ivec2 size : sizes) results.push_back(measure(device, ready, orbit(box, provenance, o.views, size, 25, 0), settings));
  const nlohmann::json all{
      {"device", device.description()}, {"load_seconds", load}, {"device_bytes", ready.bytes()}, {"results", results}};
  if (o.json)
    fmt::print("{}\n", json_text(all));
  else
    print_table(all);
  return 0;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<BenchOptions>();
  CLI::App* c = app.add_subcommand("bench", "Measure how fast a file is drawn");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_option("--size", o->sizes, "picture sizes in pixels: 800x800,1920x1080")->delimiter(',')->capture_default_str();
  c->add_option("--views", o->views, "views on an orbit, after one to warm up")->check(number_in(1, 1e5))->capture_default_str();
  c->add_flag("--json", o->json, "print as JSON: device, load_seconds, device_bytes, results");
  o->device.add_to(*c);
  c->footer(
      "One frame a view is drawn for each size, from an orbit; frames/s are medians, with the 5th and 95th percentile.\n"
      "Example: asrg bench shoe.asrg --size 800x800,1920x1080 --views 32");
  c->callback([o, &exit_code] { exit_code = run_bench(*o); });
}

}  // namespace asrg
