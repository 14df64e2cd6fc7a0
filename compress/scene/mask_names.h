#pragma once

#include "compress/scene/scene.h"

#include <set>
#include <string>

namespace asrg {

/// The values of --mask-from-background: off, auto, black, white. As they stand on the command line and in a model's provenance.
std::set<std::string> mask_names();
const char* mask_name(BackgroundMask mask);
/// What is not a name means off.
BackgroundMask mask_of_name(const std::string& name);

}  // namespace asrg
