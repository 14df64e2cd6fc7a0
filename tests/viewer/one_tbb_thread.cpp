#include "tests/sanitized.h"

#if defined(ASRG_THREAD_SANITIZED)
#include <tbb/global_control.h>

namespace {

/// TBB's library is not compiled with ThreadSanitizer: what its loops hand from one thread to another would be reported. Here the viewer's own threads
/// are looked at, so that loops are done by whichever of them begins one; test_core looks at launches with many.
const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);

}  // namespace
#endif
