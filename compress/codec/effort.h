#pragma once

namespace asrg {

/// How hard an encoder tries. `fast`: libdeflate, a fraction of a second for a file of 1 MB, some per cent larger; for rate control.
/// `best`: zopfli, seconds.
enum class Effort { fast, best };

}  // namespace asrg
