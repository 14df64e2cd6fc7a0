#pragma once

#include "compress/scene/visual_hull.h"

#include <cstdint>
#include <vector>

namespace asrg {

/// A visual hull together with the tolerance and margin that its masks and cameras need.
struct LenientHull {
  VisualHullOptions options;        ///< with the tolerance and margin that lenient_hull chose
  std::vector<std::uint8_t> cells;  ///< as HullVotes::hull()

  /// True where the smallest tolerance and no margin sufficed.
  bool strict() const { return options.tolerance <= VisualHullOptions{}.tolerance && options.margin == 0; }
};

/// The visual hull of masked views whose masks and cameras may be imperfect.
///
/// A mask that lacks a part of the object carves that part away; the other views then have object pixels behind which there is no cell of the
/// hull. Of a few tolerances the smallest is chosen at which hardly any view has more such pixels than at the largest tolerance. Masks that
/// agree with each other give the smallest of all.
///
/// Wrong camera poses make the hull too small everywhere. Where the fit may correct poses later, silhouettes widened by a margin are tried,
/// too; of all choices under which hardly any view lacks a hull behind its object, the one with the smallest hull is taken.
/// @param grid holds the object
/// @param poses_learn true where the fit may correct the cameras' poses
LenientHull lenient_hull(const VisualHull& hull, const HullGrid& grid, bool poses_learn = false);

}  // namespace asrg
