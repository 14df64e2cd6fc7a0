#include "tests/fuzz/pose_files.h"

#include "tests/compress/metrics/npz_for_test.h"
#include "tests/compress/scene/camera_files.h"

#include <stdexcept>

namespace asrg::fuzz {
namespace {

void write_neus(const test::SphereData& data, const std::filesystem::path& folder) {
  test::write_npz(folder / "cameras_sphere.npz", test::neus_arrays(data, 1));
}

void write_metashape(const test::SphereData& data, const std::filesystem::path& folder) {
  test::write_text(folder / "cameras.xml",
                   test::metashape_xml(data, "<f>6</f><b1>0.1</b1><cx>0.2</cx><cy>-0.1</cy><k1>0.01</k1><p1>0.001</p1>", "frame",
                                       "<transform><rotation>0 -1 0 1 0 0 0 0 1</rotation><scale>2</scale></transform>"));
}

void write_realitycapture(const test::SphereData& data, const std::filesystem::path& folder) {
  test::write_text(folder / "scan.csv", test::realitycapture_csv(data));
}

}  // namespace

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
      {"neus", {"cameras_sphere.npz"}, {"image/v00.png", "image/v01.png"}, write_neus, true},
      {"metashape", {"cameras.xml"}, {"images/v00.png", "images/v01.png"}, write_metashape},
      {"realitycapture", {"scan.csv"}, {"v00.png", "v01.png"}, write_realitycapture},
  };
  return formats;
}

const PoseFormat& pose_format(const std::string& name) {
  for (const PoseFormat& f : pose_formats())
    if (f.name == name) return f;
  throw std::invalid_argument(name);
}

}  // namespace asrg::fuzz
