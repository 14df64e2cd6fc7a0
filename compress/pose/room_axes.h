#pragma once

#include "compress/scene/colmap_model.h"

#include <glm/glm.hpp>

#include <span>

namespace asrg {

/// How well points lie in planes across the axes of a frame: the sum over axes of the probability that two points share one of 60 bins between the middle
/// and the distance that four fifths of the points are within.
/// @param axes columns are the frame's axes in world coordinates
double plane_score(std::span<const glm::dvec3> points, const glm::dmat3& axes);

/// The frame in which a scene is to be seen: z up, x and y along walls, or whatever is flat, where there are such things. The cells of a grid represent a
/// plane across an axis in a single layer of corners, and one that is oblique in steps.
/// Photos' mean upward direction is the first guess of up. The turn about it with the largest plane_score() is taken, and then all three angles are
/// changed, ever less, as long as it rises.
/// @return rotation from the model's frame to that one
glm::dmat3 room_axes(const ColmapModel& model);

/// Is `turned` the model in that frame, as far as the cameras' directions tell?
/// @param axes of room_axes()
bool is_turned(const ColmapModel& model, const ColmapModel& turned, const glm::dmat3& axes);

}  // namespace asrg
