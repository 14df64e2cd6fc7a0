#pragma once

#include "compress/fit/run_fit.h"

namespace asrg {

/// A model whose small symbols are dropped within a dead zone of 0.5 (none) to 1 (all): see drop_small_symbols().
using ModelOfZone = std::function<Model(float zone)>;

/// Rounds a model whose file is a little larger than the limit such that it keeps it and hardly falls below: small symbols are dropped until then.
/// @param limit with bytes
/// @param cells active cells of the model
/// @param undropped bytes of the file in which none is dropped, of Effort::fast; 0: not known yet
/// @return the file; nothing where dropping all of them is not enough
std::optional<FittedFile> land(const ModelOfZone& model, const SizeLimit& limit, std::int64_t cells, std::size_t undropped = 0);

}  // namespace asrg
