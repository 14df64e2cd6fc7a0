#include "tests/fuzz/fuzz.h"

#include <tbb/global_control.h>

namespace asrg::fuzz {
namespace {
std::string target;
}

const std::string& target_name() { return target; }

}  // namespace asrg::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char*** argv) {
  using namespace asrg::fuzz;
  constexpr std::string_view prefix = "fuzz_";
  target = std::filesystem::path((*argv)[0]).filename().string();
  require(target.starts_with(prefix));
  target.erase(0, prefix.size());
  // Loops over a few hundred corners are done before another thread wakes up, and the other cores have fuzzers of their own.
  static const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  return 0;
}
