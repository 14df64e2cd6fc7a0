#pragma once

#include "compress/scene/scene.h"

#include <span>
#include <string>
#include <vector>

namespace asrg {

/// How well each masked view agrees with the others: the object that nine tenths of the views have in common is drawn into it.
/// @return a view: the share of its own object that this covers, 0 to 1; empty where the views have nothing in common
std::vector<float> mask_agreement(std::span<const View> views);

/// One sentence each on views whose camera or mask cannot be right, by name, with advice; or one on all of them where most do not
/// suit each other. A focal length that is wrong for all photos is not seen: the object only becomes larger or smaller.
/// @param scene masked, else there is nothing to compare
std::vector<std::string> odd_views(const Scene& scene);

}  // namespace asrg
