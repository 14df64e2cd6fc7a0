#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/image.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// A lens that Camera (OpenCV's k1 k2 k3 p1 p2) cannot describe. Kernels know only Camera's model: photos of any other lens are resampled to
/// those of a lens without distortion (undo_lens) when they are loaded.
struct Lens {
  /// (u, v) = (x/z, y/z) in the camera's axes, r = |(u, v)|, theta = atan(r). Each model maps (u, v) to a point that, times the focal length,
  /// is the offset from the principal point in pixels. COLMAP's models have its formulas (its src/colmap/sensor/models.h), the others those
  /// of nerfstudio and Metashape.
  enum class Model {
    full_opencv,  ///< k1 k2 p1 p2 k3 k4 k5 k6: radial (1 + k1 r^2 + k2 r^4 + k3 r^6) / (1 + k4 r^2 + k5 r^4 + k6 r^6), and tangential
    four_radial,  ///< k1 k2 k3 k4 p1 p2: radial 1 + k1 r^2 + ... + k4 r^8, and tangential as OpenCV's (nerfstudio, Metashape)
    fov,          ///< omega: r becomes atan(2 r tan(omega / 2)) / omega (Devernay and Faugeras 2001)
    fisheye,      ///< k1 ... k4: r becomes theta (1 + k1 theta^2 + ... + k4 theta^8); OPENCV_FISHEYE, RADIAL_FISHEYE, SIMPLE_RADIAL_FISHEYE
    thin_prism_fisheye,         ///< k1 k2 p1 p2 k3 k4 sx1 sy1, on the point whose r is theta
    rad_tan_thin_prism_fisheye  ///< k0 ... k5 p0 p1 s0 ... s3: theta's polynomial, then tangential and thin prism
  };
  Model model = Model::fisheye;
  std::array<double, 12> parameters{};  ///< in the order above, the rest 0

  bool operator==(const Lens&) const = default;

  /// Are all parameters finite?
  bool finite() const;

  /// The image point of the ray (u, v, 1), relative to the principal point, in units of the focal length.
  glm::dvec2 distort(glm::dvec2 u) const;
};

/// A camera whose lens may be one that Camera cannot describe: then `lens` is set, and `camera` holds focal length, principal point and size.
struct LensCamera {
  Camera camera;
  std::optional<Lens> lens;
};

/// The lens of a camera model by COLMAP's name; nothing where Camera can describe it, also a FULL_OPENCV whose k4, k5 and k6 are 0.
/// @param parameters that follow focal lengths and principal point, in COLMAP's order; as many as the model has
/// @throws Error (unsupported) naming the model where it is not known
std::optional<Lens> colmap_lens(const std::string& model, const std::vector<double>& parameters, const std::string& where);

/// Resamples a photo to that of a camera with the same pose and a lens without distortion. The new picture is the largest one about the
/// principal point that the photo covers completely, up to 70 degrees from the axis; it has the photo's resolution in its middle, but no side
/// longer than 1.5 times the photo's. Cubic (Catmull-Rom) interpolation with premultiplied alpha.
/// @param rgba becomes that picture
/// @param camera of the photo; becomes the picture's
/// @throws Error (io) where a parameter is not finite or the lens maps nothing into the photo, naming it by `where`
void undo_lens(ImageU8& rgba, Camera& camera, const Lens& lens, const std::string& where);

}  // namespace asrg
