#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/sight_line.h"

#include <span>
#include <vector>

namespace asrg {

/// What came of looking for one photo's interest points in others.
struct SearchedView {
  int points = 0;   ///< that were looked for; 0 where fewer than two others look at the same from places near enough to judge by
  int matched = 0;  ///< that two others show alike at some distance, or at several
};

struct SightLines {
  std::vector<SightLine> lines;     ///< in the order of the photos; none where most cameras must be wrong
  std::vector<SearchedView> views;  ///< one per photo
};

/// Finds where photos of known cameras show the same: what a photo shows at its interest points is searched for in up to four others, at all distances along
/// the ray (a plane sweep, R. T. Collins, CVPR 1996), by normalised cross-correlation. A point counts that two others show alike at one distance only.
/// Of beer_can's, 98 % lie within 5 % of the distance that COLMAP found.
/// @param cameras of the photos, as they are believed to be
/// @param box of the object, world
/// @param masked do the photos show nothing but the object, and where they are transparent nothing at all? Else what lies outside the box is looked for, too,
/// but not nearer to a camera than a third of its distance from the box
/// @return the same on any number of threads
SightLines sight_lines(std::span<const View> views, std::span<const Camera> cameras, const Box& box, bool masked);

/// The same with the cameras that the photos are said to have.
SightLines sight_lines(std::span<const View> views, const Box& box, bool masked);

}  // namespace asrg
