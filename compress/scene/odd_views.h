#pragma once

#include "compress/scene/scene.h"

#include <span>
#include <string>
#include <vector>

namespace asrg {

/// How well each masked view agrees with the others: the object that most views have in common is drawn into it, and compared with its mask.
/// @return a view: the area of both over that of either, 0 to 1; empty where the views have nothing in common
std::vector<float> mask_agreement(std::span<const View> views);

/// One sentence each on views whose camera or mask cannot be right, by name, with advice; or one on all of them where hardly any two agree.
/// @param scene masked, else there is nothing to compare
std::vector<std::string> odd_views(const Scene& scene);

}  // namespace asrg
