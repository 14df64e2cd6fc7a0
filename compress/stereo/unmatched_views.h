#pragma once

#include "compress/scene/odd_views.h"
#include "compress/stereo/sight_lines.h"

#include <span>

namespace asrg {

/// Views whose camera cannot be right, since hardly anything that they show is found where it would have to be in the others: 5 % of fox's interest points where
/// two cameras were exchanged, 55 % of the others (median; 17 % at least).
/// @param views of the photos that were searched
/// @param searched one per view
OddViews unmatched_views(std::span<const View> views, std::span<const SearchedView> searched);

}  // namespace asrg
