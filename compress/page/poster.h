#pragma once

#include "compress/model/model.h"
#include "cuda/core/device.h"

#include <optional>
#include <string>

namespace asrg {

/// The background of a page's models: nothing for the models' own, else a colour with alpha; alpha 0 is transparent.
using PageBackground = std::optional<glm::vec4>;

/// A picture of a model from its home view as the source of an <img>, "data:image/...;base64,...": a JPEG of some 20 kB, or, with a transparent
/// background, a smaller PNG.
std::string poster_of(Device& device, const Model& model, const PageBackground& background);

}  // namespace asrg
