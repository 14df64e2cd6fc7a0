#include "cuda/core/available_cores.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

namespace asrg {
namespace fs = std::filesystem;
namespace {

std::string first_line(const fs::path& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

std::optional<int> least(std::optional<int> a, std::optional<int> b) { return a && b ? std::min(*a, *b) : a ? a : b; }

/// What the group of that path and those above it leave. A container may see its own group as the root and yet be told the path outside:
/// what is not there sets no limit.
template <class CoresOf>
std::optional<int> least_upwards(const fs::path& mount, std::string_view group, CoresOf cores_of) {
  std::optional<int> cores = cores_of(mount);
  fs::path at = mount;
  for (const fs::path& name : fs::path(group).relative_path()) cores = least(cores, cores_of(at /= name));
  return cores;
}

std::optional<int> cores_of_v2(const fs::path& group) { return quota_cores(first_line(group / "cpu.max")); }
std::optional<int> cores_of_v1(const fs::path& group) {
  return quota_cores(first_line(group / "cpu.cfs_quota_us") + " " + first_line(group / "cpu.cfs_period_us"));
}

/// Does "cpu,cpuacct" name the controller cpu?
bool controls_cpu(std::string_view controllers) {
  for (;;) {
    const std::size_t comma = controllers.find(',');
    if (controllers.substr(0, comma) == "cpu") return true;
    if (comma == std::string_view::npos) return false;
    controllers.remove_prefix(comma + 1);
  }
}

}  // namespace

std::optional<int> quota_cores(std::string_view cpu_max) {
  long quota = 0, period = 0;
  const char* end = cpu_max.data() + cpu_max.size();
  const auto first = std::from_chars(cpu_max.data(), end, quota);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, period);
  if (second.ec != std::errc() || quota <= 0 || period <= 0) return std::nullopt;
  return static_cast<int>(std::clamp((quota - 1) / period + 1, 1L, 1L << 20));
}

std::optional<int> cgroup_cores(const fs::path& root) {
  const fs::path mounts = root / "sys/fs/cgroup";
  std::optional<int> cores;
  std::ifstream file(root / "proc/self/cgroup");
  // Number, controllers (none: version 2), and the group's path, with a colon between.
  for (std::string text; std::getline(file, text);) {
    const std::string_view line = text;
    const std::size_t a = line.find(':'), b = line.find(':', a + 1);
    if (a == std::string_view::npos || b == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(a + 1, b - a - 1), group = line.substr(b + 1);
    if (controllers.empty()) {
      cores = least(cores, least_upwards(mounts, group, cores_of_v2));
      continue;
    }
    if (!controls_cpu(controllers)) continue;
    for (const fs::path& mount : {mounts / controllers, mounts / "cpu"}) cores = least(cores, least_upwards(mount, group, cores_of_v1));
  }
  return cores;
}

int available_cores() {
  const int cores = static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
  static const std::optional<int> group = cgroup_cores();  // a small model is decoded in less time than these files are read in
  return std::max(1, least(cores, group).value());
}

}  // namespace asrg
