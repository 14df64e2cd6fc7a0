#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/image.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// Photos of one sphere by cameras all around it, and the means to write them as a data set of each format.
struct SphereData {
  glm::vec3 centre{0.3f, -0.2f, 0.1f};
  float radius = 0.5f;
  std::vector<std::string> names;  ///< v00, v01, ...
  std::vector<Camera> cameras;
  std::vector<ImageU8> images;  ///< RGBA, alpha 255 on the sphere and 0 beside it
};

/// @param cameras share `intrinsics`; their poses differ. The default has equal focal lengths and a central principal point.
SphereData make_sphere_data(int views = 12);
SphereData make_sphere_data(int views, const Camera& intrinsics);

/// The images without alpha (on grey), and the alpha alone.
ImageU8 opaque(const ImageU8& rgba);
ImageU8 alpha_image(const ImageU8& rgba);

void write_text(const std::filesystem::path& path, const std::string& text);
void write_bytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes);

/// transforms_train.json, train/v00.png with alpha; the last `test_views` as transforms_test.json, test/v10.png.
void write_nerf_synthetic(const SphereData& data, const std::filesystem::path& folder, int test_views = 0);
/// transforms.json with all intrinsics, images/v00.png with alpha.
void write_instant_ngp(const SphereData& data, const std::filesystem::path& folder);
/// sparse/0/*.bin with OPENCV cameras, images/v00.png, masks/v00.png, points on the sphere.
void write_colmap_binary(const SphereData& data, const std::filesystem::path& folder);
/// sparse/*.txt with OPENCV cameras, images/v00.png, masks/v00.png.png, points on the sphere.
void write_colmap_text(const SphereData& data, const std::filesystem::path& folder);
/// poses_bounds.npy for images of twice the size, images/v00.png, masks/v00.png.
void write_llff(const SphereData& data, const std::filesystem::path& folder);
/// sphere_par.txt, v00.png with alpha, README.txt with the sphere's box.
void write_middlebury(const SphereData& data, const std::filesystem::path& folder);

/// A .npy file of float64 values.
std::vector<std::uint8_t> npy_bytes(std::size_t rows, std::size_t columns, const std::vector<double>& values);

}  // namespace asrg::test
