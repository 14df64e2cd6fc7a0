#pragma once

#include "compress/scene/visual_hull.h"

namespace asrg {

/// As many wrong masks as are ever forgiven.
constexpr float largest_hull_tolerance = 0.3f;

/// How many wrong masks the visual hull of masked views has to forgive (VisualHullOptions::tolerance).
///
/// A mask that lacks a part of the object carves that part away, and then the other views show object where the hull has nothing. The
/// answer is the smallest of a few tolerances at which hardly any view shows more of the object without a hull behind it than at the largest
/// one. Masks that agree with each other give the smallest.
/// @param votes of a grid that holds the object, made for largest_hull_tolerance
float hull_tolerance(const VisualHull& hull, const HullVotes& votes);

}  // namespace asrg
