#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// "GCC 12.2.0, Release, for x86-64-v3"
std::string build_text();

/// The processor's name; empty where the system does not tell.
std::string processor_name();

/// Threads and what limits them.
struct Threads {
  int used = 1;               ///< without --threads
  int cores = 1;              ///< of the machine
  int allowed = 1;            ///< of them, for this process (its affinity)
  std::optional<int> cgroup;  ///< that the container leaves; none: no limit
};
Threads threads();

/// Bytes of memory that the machine has free; none where the system does not tell.
std::optional<std::int64_t> memory_available();

/// A program that some commands start.
struct HelperProgram {
  std::string name;
  std::string version;  ///< as it tells; empty: it is not there
  std::string use;      ///< what needs it
  std::string install;  ///< how it is got on Debian
};
std::vector<HelperProgram> helper_programs();

}  // namespace asrg
