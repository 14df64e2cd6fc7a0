#pragma once

#include "compress/scene/scene.h"

#include <set>
#include <string>

namespace asrg {

/// The values of --mask-from-background, as they are written on the command line and in a model's provenance: off, auto, black, white.
std::set<std::string> mask_names();
const char* mask_name(BackgroundMask mask);
/// Off for a text that is none of the names.
BackgroundMask mask_of_name(const std::string& name);

}  // namespace asrg
