#pragma once

#include "compress/model/model.h"

namespace asrg {

/// The model's next level of detail: the leaves of its finest level that has any are merged into their parents, and the corners that are left keep
/// their values. Half the resolution there, far fewer cells. A model whose leaves are all of level 0 comes back as it is.
Model coarser(const Model& model);

}  // namespace asrg
