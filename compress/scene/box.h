#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/visual_hull.h"

namespace asrg {

/// An axis-aligned box about the scene's object, with a small margin, from the training views (from the test views where
/// there are no training views). In this order:
/// - the box that the data set states;
/// - with masks, the box of the visual hull;
/// - else the box of the region that three quarters of the views share, at most 0.6 times the median camera distance from
///   the point that the cameras look at, reduced to the structure-from-motion points in it where there are enough.
/// @throws Error (io) where the cameras do not look at a common point, or no point lies within the masks of all views.
Box scene_box(const Scene& scene);

/// The same from a hull that was made before.
/// @param hull of `hull_views(scene)`
/// @param poses_learn see lenient_hull()
Box scene_box(const Scene& scene, const VisualHull& hull, bool poses_learn = false);

/// The views of which the hull is made: the training views, or where there are none the test views.
std::span<const View> hull_views(const Scene& scene);

}  // namespace asrg
