#pragma once

#include "compress/scene/scene.h"

#include <optional>
#include <span>

namespace asrg {

/// A cube about the place that the object's outlines have in common, in world units; nothing where they have none. @param views with masks
std::optional<Box> cube_from_masks(std::span<const View> views);

}  // namespace asrg
