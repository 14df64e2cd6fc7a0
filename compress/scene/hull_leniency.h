#pragma once

#include "compress/scene/visual_hull.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// A visual hull that forgives.
struct LenientHull {
  VisualHullOptions options;        ///< its tolerance and margin were found
  std::vector<std::uint8_t> cells;  ///< as HullVotes::hull()

  /// Was there nothing to forgive?
  bool strict() const { return options.tolerance <= VisualHullOptions{}.tolerance && options.margin == 0; }
};

/// The visual hull of masked views, with what it has to forgive.
///
/// A mask that lacks a part of the object carves that part away, and then the other views show object where the hull has nothing. The
/// answer has the smallest of a few tolerances at which hardly any view shows more of the object without a hull behind it than at the largest
/// one. Masks that agree with each other give the smallest.
///
/// Cameras that are not quite where they are said to be cut a little off everywhere. Where they may be put right later, wider silhouettes are tried,
/// too; of those ways that leave hardly any view without a hull, the one with the smallest hull is taken.
/// @param grid holds the object
/// @param poses_learn may cameras be put right?
LenientHull lenient_hull(const VisualHull& hull, const HullGrid& grid, bool poses_learn = false);

}  // namespace asrg
