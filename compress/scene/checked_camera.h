#pragma once

#include "cuda/camera/camera.h"

#include <string>

namespace asrg {

/// Turns a pose as read from a file into a camera's rotation and position. A uniform scale is taken out.
/// @param axes the camera's x (right), y (down) and z (forward) axes in world space, as columns
/// @param where names the source in error messages, e.g. "frame 3 of transforms.json"
/// @throws Error (io) where a value is not finite, the position is beyond 10^12, or the axes are not those of a rotation (mirrored, skewed, zero), with the likely cause.
void set_pose(Camera& camera, const glm::dmat3& axes, const glm::dvec3& position, const std::string& where);

/// @throws Error (io) where the focal length or size is not positive, or any intrinsic value is not finite.
void check_intrinsics(const Camera& camera, const std::string& where);

/// A principal point that cannot be meant in pixels is mended: 0, 0 is taken as not stated (the image's middle), and two values up to 1 as
/// fractions of the image's size.
/// @return what was done, as the rest of a sentence after the camera's name; empty where nothing was
std::string mend_principal_point(Camera& camera);

/// True where the camera's lens distortion can be undone all along the image's border to within half a pixel. A strong
/// polynomial has no inverse beyond some angle; rays through pixels there are not to be trusted.
bool can_undistort(const Camera& camera);

/// The camera for an image of `size` pixels of the same content. Sizes may differ by rounding, but not in shape.
/// @throws Error (io) where the two shapes differ by more than 2 percent.
Camera scaled_to(const Camera& camera, glm::ivec2 size, const std::string& where);

}  // namespace asrg
