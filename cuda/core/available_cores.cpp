#include "cuda/core/available_cores.h"

#include <tbb/global_control.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

namespace asrg {

std::optional<int> quota_cores(std::string_view cpu_max) {
  long quota = 0, period = 0;
  const char* end = cpu_max.data() + cpu_max.size();
  const auto first = std::from_chars(cpu_max.data(), end, quota);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, period);
  if (second.ec != std::errc() || quota <= 0 || period <= 0) return std::nullopt;
  return static_cast<int>(std::clamp((quota - 1) / period + 1, 1L, 1L << 20));
}

int available_cores() {
  int cores = static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
  // A container sees its own cgroup as the root. Limits that are set elsewhere are not found: then more threads run than there are cores for.
  std::string cpu_max;
  if (std::ifstream file("/sys/fs/cgroup/cpu.max"); std::getline(file, cpu_max))
    if (const auto quota = quota_cores(cpu_max)) cores = std::min(cores, *quota);
  return std::max(1, cores);
}

}  // namespace asrg
