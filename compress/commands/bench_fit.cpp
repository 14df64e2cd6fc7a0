#include "compress/commands/bench_fit.h"

#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/commands/progress.h"
#include "compress/fit/run_fit.h"
#include "compress/io/json_text.h"
#include "compress/program/interrupt.h"
#include "compress/text/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>

namespace asrg {

nlohmann::json bench_fit(Device& device, const Scene& scene, const FitOptions& options, bool quiet) {
  constexpr int first_level = 20;
  nlohmann::json levels = nlohmann::json::object();
  int reached = first_level - 1;
  ProgressLine line(quiet);
  device.reset_times();
  Fit fit(device, scene, options);
  const double prepared = fit.progress().seconds;
  RunOptions run;
  run.progress = [&](const FitProgress& p) {
    for (; reached < 60 && p.psnr >= reached + 1; ++reached) levels[fmt::format("{}", reached + 1)] = p.seconds;
    line.show(p.fraction, fmt::format("{}: step {}, {:.2f} dB", p.phase, p.step, p.psnr));
  };
  run_fit(fit, run, {}, interrupted);
  line.finish();
  const FitReport report = fit.report();
  const Model model = fit.model();
  nlohmann::json kernels = nlohmann::json::object();
  for (const auto& [name, t] : device.times())
    kernels[name] = {
        {"ms_per_launch", 1e3 * t.seconds / static_cast<double>(t.launches)}, {"launches", t.launches}, {"seconds", t.seconds}};
  const auto start = std::chrono::steady_clock::now();
  const std::size_t bytes = encode_model(model, Effort::best).size();
  const double encoding = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return {{"dataset", scene.name},
          {"device", device.description()},
          {"photos", scene.train.size()},
          {"steps", report.steps},
          {"seconds", report.seconds},
          {"seconds_before_the_first_step", prepared},
          {"steps_per_second", report.steps / report.seconds},
          {"million_samples_per_second", static_cast<double>(report.samples) / report.seconds * 1e-6},
          {"training_psnr", finite_json(report.training_psnr)},
          {"seconds_to_training_psnr", levels},
          {"topology_changes", report.topology_changes},
          {"topology_seconds", report.topology_seconds},
          {"kernels", kernels},
          {"encode_seconds", encoding},
          {"bytes", bytes}};
}

void print_fit_table(const nlohmann::json& r) {
  fmt::print("{}, {} photos, {}\n", r["dataset"].get<std::string>(), r["photos"].get<int>(), r["device"].get<std::string>());
  fmt::print("{} steps in {:.1f} s: {:.1f} steps/s, {:.1f} million samples/s\n", r["steps"].get<int>(), r["seconds"].get<double>(),
             r["steps_per_second"].get<double>(), r["million_samples_per_second"].get<double>());
  for (const auto& [level, seconds] : r["seconds_to_training_psnr"].items())
    fmt::print("{:>5} dB over training rays after {:.1f} s\n", level, seconds.get<double>());
  for (const auto& [name, k] : r["kernels"].items())
    fmt::print("{:>26}: {:.3f} ms, {} launches, {:.1f} s\n", name, k["ms_per_launch"].get<double>(), k["launches"].get<long>(),
               k["seconds"].get<double>());
  fmt::print("{:>26}: {} changes, {:.1f} s\n", "topology", r["topology_changes"].get<int>(), r["topology_seconds"].get<double>());
  fmt::print("encoded to {} in {:.1f} s\n", format_bytes(r["bytes"].get<std::int64_t>()), r["encode_seconds"].get<double>());
}

}  // namespace asrg
