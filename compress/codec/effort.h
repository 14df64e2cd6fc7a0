#pragma once

namespace asrg {

/// How hard an encoder tries. `fast`: libdeflate, half a second for a file of 1 MB, two to five per cent larger than the best; for rate
/// control. `best`: seconds.
enum class Effort { fast, best };

}  // namespace asrg
