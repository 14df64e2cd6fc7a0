#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where the folder holds one .csv file of cameras as RealityCapture and RealityScan export them ("Internal/External camera parameters"):
/// its first line begins with #name and names heading, pitch, roll and f.
bool is_realitycapture(const std::filesystem::path& folder);

/// Lists such a data set. A row is: name; x, y, alt, the camera's centre; heading, pitch, roll in degrees, whose axes are
/// Rz(-heading) Rx(pitch) Ry(roll) for a camera that looks along its -z with y up (as nerfstudio's reader has it); f, px, py in mm of
/// a picture whose longer side is 36 mm, px and py from its middle; k1 ... k4, t1, t2: Brown's distortion, t1 and t2 being OpenCV's p1 and p2.
/// Columns that are missing are 0. Photos are looked up by find_photos.
/// @throws Error (io) naming the file and line
Listing list_realitycapture(const std::filesystem::path& folder);

}  // namespace asrg
