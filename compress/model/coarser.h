#pragma once

#include "compress/model/model.h"

namespace asrg {

/// The model's next coarser level of detail: the leaves of the finest level in use are merged into their parents, and the corners that remain
/// keep their values. This halves the resolution there. A model whose leaves are all of level 0 is returned as it is.
Model coarser(const Model& model);

}  // namespace asrg
