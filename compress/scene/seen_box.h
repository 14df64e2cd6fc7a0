#pragma once

#include "compress/scene/scene.h"

#include <optional>
#include <span>

namespace asrg {

/// The box of what the photos show, for cameras whose axes do not meet (a slider, a drone that looks straight down, a wall photographed from
/// the front): of the structure-from-motion points without the outermost tenth on each side, where there are at least 200 of them; else of what
/// the photos' middle halves show between their near and far depths, where the data set states those. A tenth of its longest edge is added as
/// a margin.
/// @param points in the coordinates of the views
/// @return nothing where the data set has neither enough points nor depths
std::optional<Box> box_of_what_is_seen(std::span<const View> views, std::span<const glm::vec3> points);

}  // namespace asrg
