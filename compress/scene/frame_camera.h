#pragma once

#include "compress/scene/frame_values.h"
#include "compress/scene/lens.h"
#include "cuda/camera/camera.h"

#include <string>

namespace asrg {

/// The intrinsics that a NeRF-style JSON file states for a frame, each either in the frame itself or for all frames:
///  - w, h: the size in pixels that the others are for;
///  - fl_x, fl_y in pixels, else x_fov, y_fov in degrees, else camera_angle_x, camera_angle_y in radians; one of the two axes will do;
///  - cx, cy: the principal point in pixels (see mend_principal_point), else the middle;
///  - k1, k2, k3, p1, p2, or nerfstudio's distortion_params (k1, k2, k3, k4, p1, p2): OpenCV's lens distortion;
///  - camera_model, by COLMAP's names, or is_fisheye (OPENCV_FISHEYE): what k1 to k6, p1, p2, sx1, sy1, omega mean. Where none is stated, k4 alone is
///    nerfstudio's fourth radial coefficient, and k5 and k6 are those of FULL_OPENCV.
/// The keys are those of instant-ngp and nerfstudio.
/// @param size_if_not_stated in place of w and h, pixels
/// @param note is set to a warning where the principal point was mended and the note is still empty
/// @param lens is set where Camera cannot describe the lens (lens.h). Null: such a lens is an error, as for cameras to draw from
/// @return a camera at the origin, for images of its own `size`
/// @throws Error (io) naming the frame: a value of the wrong type, no focal length, or one that makes no sense;
///         Error (unsupported): a camera model or lens other than those above (latlong, skew, ...)
Camera frame_intrinsics(const FrameValues& values, glm::ivec2 size_if_not_stated, std::string& note, std::optional<Lens>* lens = nullptr);

/// Reads `transform_matrix`, camera-to-world in OpenGL axes (x right, y up, z backward), 3 x 4 or 4 x 4 by rows, into the camera's rotation.
/// @return the camera's centre, world units
/// @throws Error (io) naming the frame: no such matrix, or one that is transposed, mirrored or no rotation
glm::dvec3 read_frame_pose(const FrameValues& values, Camera& camera);

}  // namespace asrg
