#pragma once

#include "compress/model/model.h"
#include "cuda/core/device.h"

#include <optional>
#include <string>

namespace asrg {

/// What stands behind a page's models: nothing for the models' own, else a colour; alpha 0 is the page around it.
using PageBackground = std::optional<glm::vec4>;

/// A picture of a model from its home view as an <img>'s source, "data:image/...;base64,...": JPEG of some 20 kB, or, where the background is
/// transparent, a smaller PNG.
std::string poster_of(Device& device, const Model& model, const PageBackground& background);

}  // namespace asrg
