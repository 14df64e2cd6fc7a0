#include "compress/program/machine.h"

#include "compress/io/process.h"
#include "cuda/core/available_cores.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>

#include <sched.h>
#include <unistd.h>

namespace asrg {
namespace {

/// What stands behind `name:` in a file of lines; empty where there is none.
std::string field_of(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t colon = line.find(':'), value = line.find_first_not_of(" \t", colon + 1);
    if (colon != std::string::npos && value != std::string::npos) return line.substr(value);
  }
  return {};
}

/// The first line that it writes, or its name where it writes none; empty: it cannot be started.
std::string first_line_of(const std::vector<std::string>& words) {
  if (!have_program(words[0])) return {};
  std::string first;
  const std::atomic<bool> never{false};
  const ProgramEnd end = run_program(
      words, {}, [&](const std::string& line) { first = first.empty() ? line : first; }, never);
  return !end.started ? std::string() : first.empty() ? words[0] : first;
}

}  // namespace

std::string build_text() {
#if defined(__clang__)
  const std::string compiler = fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  const std::string compiler = fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
  return fmt::format("{}, {}, for {}", compiler, ASRG_BUILD, ASRG_CPU_BASELINE);
}

std::string processor_name() { return field_of("/proc/cpuinfo", "model name"); }

Threads threads() {
  Threads t{.used = available_cores(), .cores = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)), .allowed = 1, .cgroup = cgroup_cores()};
  cpu_set_t set;
  CPU_ZERO(&set);
  t.allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : t.cores;
  return t;
}

std::optional<std::int64_t> memory_available() {
  const std::string text = field_of("/proc/meminfo", "MemAvailable");
  if (text.empty()) return std::nullopt;
  return std::int64_t{std::atoll(text.c_str())} * 1024;
}

std::vector<HelperProgram> helper_programs() {
  return {{"ffmpeg", first_line_of({"ffmpeg", "-version"}), "videos, in and out", "apt install ffmpeg"},
          {"colmap", first_line_of({"colmap", "help"}), "the cameras of photos that have none", "apt install colmap"}};
}

}  // namespace asrg
