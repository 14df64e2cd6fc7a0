#pragma once

namespace asrg {

/// How much time an encoder takes. `fast`: libdeflate; half a second for a file of 1 MB, which becomes two to five per cent larger than with `best`; for
/// rate control. `best`: own deflate; seconds.
enum class Effort { fast, best };

}  // namespace asrg
