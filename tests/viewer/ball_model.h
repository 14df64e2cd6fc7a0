#pragma once

#include "compress/model/model.h"

namespace asrg::test {

/// A ball of one colour in a box of 32 cells, on two levels, in the form in which a file gives it back.
Model ball_model(glm::vec3 colour);

}  // namespace asrg::test
