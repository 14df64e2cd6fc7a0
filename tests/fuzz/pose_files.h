#pragma once

#include "tests/compress/scene/sphere_data.h"

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::fuzz {

constexpr int photo_size = 4;

/// What a data set's format consists of.
struct PoseFormat {
  std::string name;
  std::vector<std::string> files;   ///< that hold poses
  std::vector<std::string> photos;  ///< that they name
  void (*write)(const test::SphereData&, const std::filesystem::path&);
  bool archive = false;  ///< is the only file a ZIP archive?
};

const std::vector<PoseFormat>& pose_formats();
const PoseFormat& pose_format(const std::string& name);

}  // namespace asrg::fuzz
