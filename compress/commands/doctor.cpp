#include "compress/commands/command.h"
#include "compress/io/json_text.h"
#include "compress/program/libraries.h"
#include "compress/program/machine.h"
#include "compress/program/processor_check.h"
#include "compress/text/units.h"
#include "cuda/core/cuda_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace asrg {
namespace {

using nlohmann::json;

std::vector<std::string> names_of_features(unsigned bits) {
  std::vector<std::string> names;
  for (const ProcessorFeature& f : processor_features)
    if (bits & f.bit) names.push_back(f.name);
  return names;
}

/// Everything that is found out, once, for both ways to print it.
struct Findings {
  std::string build = build_text(), processor = processor_name();
  std::vector<std::string> there = names_of_features(processor_features_there()), needed = names_of_features(needed_processor_features);
  Threads threads = asrg::threads();
  std::optional<std::int64_t> memory = memory_available();
  CudaReport cuda = report_cuda();
  std::vector<Library> libraries = asrg::libraries();
  std::vector<HelperProgram> programs = helper_programs();
};

json as_json(const Findings& f) {
  const auto or_null = [](const std::string& text) { return text.empty() ? json(nullptr) : json(text); };
  json libraries = json::object(), programs = json::object();
  for (const Library& l : f.libraries) libraries[l.name] = or_null(l.version);
  for (const HelperProgram& p : f.programs) programs[p.name] = or_null(p.version);
  return {{"version", ASRG_VERSION},
          {"build", f.build},
          {"processor", {{"name", or_null(f.processor)}, {"has", f.there}, {"needed", f.needed}}},
          {"threads",
           {{"used", f.threads.used},
            {"cores", f.threads.cores},
            {"allowed", f.threads.allowed},
            {"cgroup", f.threads.cgroup ? json(*f.threads.cgroup) : json(nullptr)}}},
          {"memory_available", f.memory ? json(*f.memory) : json(nullptr)},
          {"cuda",
           {{"toolkit", or_null(f.cuda.toolkit)},
            {"architectures", or_null(f.cuda.architectures)},
            {"driver", or_null(f.cuda.driver)},
            {"devices", f.cuda.devices},
            {"why_not", or_null(f.cuda.why_not)}}},
          {"libraries", libraries},
          {"programs", programs}};
}

void line(const char* what, const std::string& text) { fmt::print("{:<10} {}\n", what, text); }

void print_cuda(const CudaReport& cuda) {
  if (!cuda.toolkit.empty())
    line("CUDA", fmt::format("built with {} for {}; driver: {}", cuda.toolkit, cuda.architectures,
                             cuda.driver.empty() ? "none" : "CUDA " + cuda.driver));
  for (std::size_t i = 0; i < cuda.devices.size(); ++i) line("", fmt::format("cuda:{} {}", i, cuda.devices[i]));
  if (!cuda.why_not.empty()) line(cuda.toolkit.empty() ? "CUDA" : "", "computing on the CPU: " + cuda.why_not);
}

void print(const Findings& f) {
  line("asrg", fmt::format("{} ({})", ASRG_VERSION, f.build));
  line("processor", fmt::format("{}: {} (needed: {})", f.processor.empty() ? "unknown" : f.processor, fmt::join(f.there, ", "),
                                f.needed.empty() ? "none of them" : fmt::format("{}", fmt::join(f.needed, ", "))));
  line("threads", fmt::format("{}: the machine has {} cores, {} are for this process, and its cgroup {}; --threads sets another number",
                              f.threads.used, f.threads.cores, f.threads.allowed,
                              f.threads.cgroup ? fmt::format("leaves {}", *f.threads.cgroup) : "has no limit"));
  if (f.memory) line("memory", format_bytes(*f.memory) + " available");
  print_cuda(f.cuda);
  std::string versions;
  for (const Library& l : f.libraries)
    if (!l.version.empty()) versions += (versions.empty() ? "" : ", ") + l.name + " " + l.version;
  line("libraries", versions);
  for (const Library& l : f.libraries)
    if (l.version.empty()) line("", fmt::format("built without {}: {} are not read", l.name, l.use));
  for (const HelperProgram& p : f.programs)
    line(p.name.c_str(), p.version.empty() ? fmt::format("not found ({}): needed for {}", p.install, p.use) : p.version);
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto as = std::make_shared<bool>(false);
  CLI::App* c =
      app.add_subcommand("doctor", "Say what this program was built with and what it finds on this machine: send it with a report");
  c->add_flag("--json", *as,
              "print as JSON: version, build, processor, threads, memory_available, cuda, libraries, programs; null: not there");
  c->footer("Example: asrg doctor");
  c->callback([as, &exit_code] {
    const Findings findings;
    if (*as)
      fmt::print("{}\n", json_text(as_json(findings)));
    else
      print(findings);
    exit_code = 0;
  });
}

}  // namespace asrg
