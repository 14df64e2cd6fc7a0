#pragma once

#include "compress/scene/lens.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asrg {

/// An image as COLMAP registers it: world-to-camera, quaternion (w, x, y, z) and translation.
struct ColmapImage {
  std::string name;  ///< relative to the image folder
  std::uint32_t camera = 0;
  double rotation[4] = {1, 0, 0, 0};
  double translation[3] = {0, 0, 0};
  std::size_t points = 0;  ///< number of its features that belong to a point of the model; 0 where the model is in text form
};

/// A COLMAP reconstruction: cameras, images and points3D, in either of its two encodings.
struct ColmapModel {
  std::map<std::uint32_t, LensCamera> cameras;  ///< intrinsics only
  std::vector<ColmapImage> images;              ///< in the file's order
  std::vector<glm::dvec3> points;               ///< those that are finite and were seen in at least 2 images
};

/// True where `folder` itself holds a model: cameras.bin and images.bin, or cameras.txt and images.txt.
bool is_colmap_model(const std::filesystem::path& folder);

/// The number of images of the model in `folder`. Of a binary model only the first bytes are read.
/// @throws Error (io) where the file cannot be read, or a text file has a line that is no image
std::size_t count_colmap_images(const std::filesystem::path& folder);

/// Reads the model in `folder`, the binary one where there are both. points3D may be missing. The formats are those of
/// COLMAP's "Output Format" page. Safe on untrusted input.
/// @throws Error (io) naming the file: missing, truncated, counts that cannot be true, values that make no sense;
///         Error (unsupported) naming a camera model that is none of COLMAP 3.9's.
ColmapModel read_colmap_model(const std::filesystem::path& folder);

namespace colmap {

/// One of COLMAP's camera models.
struct CameraModel {
  const char* name;
  std::size_t parameters;  ///< how many: focal lengths, the principal point's two, distortion
  bool two_focal_lengths;  ///< one for each axis, else one for both
};

/// Those of COLMAP 3.9, in the order of their numbers in binary files.
constexpr CameraModel camera_models[] = {{"SIMPLE_PINHOLE", 3, false},
                                         {"PINHOLE", 4, true},
                                         {"SIMPLE_RADIAL", 4, false},
                                         {"RADIAL", 5, false},
                                         {"OPENCV", 8, true},
                                         {"OPENCV_FISHEYE", 8, true},
                                         {"FULL_OPENCV", 12, true},
                                         {"FOV", 5, true},
                                         {"SIMPLE_RADIAL_FISHEYE", 4, false},
                                         {"RADIAL_FISHEYE", 5, false},
                                         {"THIN_PRISM_FISHEYE", 12, true},
                                         {"RAD_TAN_THIN_PRISM_FISHEYE", 16, true}};

/// The camera of a COLMAP model, by its name and parameters in COLMAP's order.
/// @throws Error (unsupported) for another model; Error (io) for a wrong number of parameters or impossible values.
LensCamera make_camera(const std::string& model, std::uint64_t width, std::uint64_t height, const std::vector<double>& parameters,
                       const std::string& where);

std::vector<ColmapImage> read_text_images(const std::filesystem::path& path);
ColmapModel read_text_model(const std::filesystem::path& folder);
ColmapModel read_binary_model(const std::filesystem::path& folder);

/// Adds a point where it is finite and was seen in at least two images.
void add_point(ColmapModel& model, const double (&point)[3], std::size_t track_length);

}  // namespace colmap
}  // namespace asrg
