#pragma once

#include "compress/scene/scene.h"

#include <optional>
#include <span>

namespace asrg {

/// The box of what the photos show, for cameras whose axes do not meet (a slider, a drone that looks straight down, a wall taken from in
/// front): of the structure-from-motion points without the outermost tenth on each side, where there are at least 200 of them; else of what the
/// photos' middle halves show between their near and far depths, where the data set states those. With a margin of a tenth.
/// @param points in the coordinates of the views
/// @return nothing where the data set says neither
std::optional<Box> box_of_what_is_seen(std::span<const View> views, std::span<const glm::vec3> points);

}  // namespace asrg
