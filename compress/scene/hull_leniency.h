#pragma once

#include "compress/scene/visual_hull.h"

namespace asrg {

/// What the visual hull of masked views has to forgive.
///
/// A mask that lacks a part of the object carves that part away, and then the other views show object where the hull has nothing. The
/// answer is the smallest of a few tolerances at which hardly any view shows more of the object without a hull behind it than at the largest
/// one. Masks that agree with each other give the smallest.
///
/// Cameras that are not quite where they are said to be cut a little off everywhere. Where they may be put right later, wider silhouettes are tried,
/// too; of those ways that leave hardly any view without a hull, the one with the smallest hull is taken.
/// @param box holds the object
/// @param poses_learn may cameras be put right?
/// @return tolerance and margin
VisualHullOptions hull_leniency(const VisualHull& hull, const Box& box, bool poses_learn = false);

}  // namespace asrg
