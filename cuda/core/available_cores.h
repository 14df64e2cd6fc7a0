#pragma once

#include <optional>
#include <string_view>

namespace asrg {

/// The threads that computing is worth: what TBB may use now (tbb::global_control, at first the cores that this process may run on), and not
/// more than the container's share of the processor (cgroup v2). At least 1.
int available_cores();

/// Cores that a cgroup may use. @param cpu_max the text of its cpu.max: quota and period in microseconds
/// @return rounded up; none where there is no limit, or the text is something else
std::optional<int> quota_cores(std::string_view cpu_max);

}  // namespace asrg
