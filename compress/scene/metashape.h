#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where the folder holds cameras.xml, or one other .xml file, as Agisoft Metashape exports cameras: <document> with a <chunk>.
bool is_metashape(const std::filesystem::path& folder);

/// Lists such a data set: of the first chunk with cameras, those that are enabled and aligned, of its largest component. Poses are rotated and
/// scaled by the component's transform (else the chunk's), so that the scene stands upright, but not translated by it: its origin may be the
/// Earth's centre.
/// Sensors of the types frame and fisheye have Metashape's own formulas (user manual, appendix "Camera models"): its p1 and p2 are OpenCV's p2 and
/// p1, cx and cy count from the picture's middle, b1 widens fx. Photos are looked up by their labels, with or without an ending (find_photos).
/// @throws Error (io) naming the file and camera; Error (unsupported): other types of sensors, skewed pixels (b2), a program without pugixml
Listing list_metashape(const std::filesystem::path& folder);

}  // namespace asrg
