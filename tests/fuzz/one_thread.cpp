#include <tbb/global_control.h>

/// Loops over a few hundred corners are done before another thread wakes up, and the other cores have fuzzers of their own.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  return 0;
}
