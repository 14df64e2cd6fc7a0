#include "tests/fuzz/pose_files.h"

#include <stdexcept>

namespace asrg::fuzz {

const std::vector<PoseFormat>& pose_formats() {
  static const std::vector<PoseFormat> formats = {
      {"transforms", {"transforms.json"}, {"images/v00.png", "images/v01.png"}, test::write_instant_ngp},
      {"nerf_synthetic",
       {"transforms_train.json"},
       {"train/v00.png", "train/v01.png"},
       [](const test::SphereData& data, const std::filesystem::path& folder) { test::write_nerf_synthetic(data, folder); }},
      {"colmap_binary",
       {"sparse/0/cameras.bin", "sparse/0/images.bin", "sparse/0/points3D.bin"},
       {"images/v00.png", "images/v01.png"},
       test::write_colmap_binary},
      {"colmap_text",
       {"sparse/cameras.txt", "sparse/images.txt", "sparse/points3D.txt"},
       {"images/v00.png", "images/v01.png"},
       test::write_colmap_text},
      {"llff", {"poses_bounds.npy"}, {"images/v00.png", "images/v01.png"}, test::write_llff},
      {"middlebury", {"sphere_par.txt", "README.txt"}, {"v00.png", "v01.png"}, test::write_middlebury},
  };
  return formats;
}

const PoseFormat& pose_format(const std::string& name) {
  for (const PoseFormat& f : pose_formats())
    if (f.name == name) return f;
  throw std::invalid_argument(name);
}

}  // namespace asrg::fuzz
