#pragma once

#include "compress/scene/scene.h"

#include <span>
#include <string>
#include <vector>

namespace asrg {

/// How well each masked view agrees with the others: the object that nine tenths of the views have in common is drawn into it.
/// @return a view: the share of its own object that this covers, 0 to 1; empty where the views have nothing in common
std::vector<float> mask_agreement(std::span<const View> views);

/// Views whose camera or mask cannot be right.
struct OddViews {
  std::vector<std::size_t>
      views;         ///< indices of Scene::train, ascending; empty where most views do not suit each other: nobody can say which are wrong
  std::string said;  ///< one sentence with their names, or on all of them; empty: none is odd
};

/// Finds views that do not suit the others. A focal length that is wrong for all photos is not seen: the object only becomes larger or smaller.
/// @param scene masked, else there is nothing to compare
OddViews odd_views(const Scene& scene);

/// Removes views from Scene::train, and all sight lines, which count on their numbers.
/// @param views ascending
void leave_out(Scene& scene, std::span<const std::size_t> views);

}  // namespace asrg
