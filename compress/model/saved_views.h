#pragma once

#include "compress/model/orbit_pose.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>

namespace asrg {

/// The views that the viewer's keys 1 to 9 go to.
using SavedViews = std::array<std::optional<OrbitPose>, 9>;

std::string saved_views_json(const SavedViews& views);
/// Safe on any text. @throws Error (io) naming `name` where it is not such JSON
SavedViews parse_saved_views(const std::string& json, const std::string& name);

}  // namespace asrg
