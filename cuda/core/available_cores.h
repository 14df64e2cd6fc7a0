#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace asrg {

/// How many threads to compute with: as many as TBB may use now (tbb::global_control; by default the cores that this process may run on), but not
/// more than the processor share of the container (cgroups, version 1 or 2). At least 1.
int available_cores();

/// Cores that this process's cgroups leave it, of versions 1 and 2: the least of its own and those above it, rounded up; none where there is no limit.
/// @param root where /proc and /sys lie
std::optional<int> cgroup_cores(const std::filesystem::path& root = "/");

/// Cores that a cgroup may use. @param cpu_max the text of its cpu.max: quota and period in microseconds
/// @return quota / period, rounded up; nothing where there is no limit ("max"), or the text is not understood
std::optional<int> quota_cores(std::string_view cpu_max);

}  // namespace asrg
