#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace asrg {

/// The threads that computing is worth: what TBB may use now (tbb::global_control, at first the cores that this process may run on), and not
/// more than the container's share of the processor (cgroups). At least 1.
int available_cores();

/// Cores that this process's cgroups leave it, of versions 1 and 2: the least of its own and those above it, rounded up; none where there is no limit.
/// @param root where /proc and /sys lie
std::optional<int> cgroup_cores(const std::filesystem::path& root = "/");

/// Cores that a cgroup may use. @param cpu_max the text of its cpu.max: quota and period in microseconds
/// @return rounded up; none where there is no limit, or the text is something else
std::optional<int> quota_cores(std::string_view cpu_max);

}  // namespace asrg
