#pragma once

#include "compress/fit/run_fit.h"

namespace asrg {

/// Rounds a fit whose file is a little larger than the limit such that it keeps it and hardly falls below: small symbols are dropped until then
/// (drop_small_symbols()). The fit itself stays as it is.
/// @param limit with bytes
/// @return the file; nothing where dropping all of them is not enough
std::optional<FittedFile> land(Fit& fit, const SizeLimit& limit);

}  // namespace asrg
