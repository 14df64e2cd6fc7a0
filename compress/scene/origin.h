#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// The offset to subtract from all positions of a data set so that single precision suffices for them. Zero for ordinary scenes, whose
/// coordinates stay exactly as they are. Geo-referenced scenes (x = 500000, y = 4000000) would be rounded to quarters of a unit. The offset is
/// not zero where the median of the camera positions is more than 1000 units from the origin, and also more than 1000 times as far as the
/// cameras' median distance from it (rounding then exceeds 6e-5 of the scene's size). It is that median, rounded to a multiple of a power of
/// ten near the scene's size. It depends only on the data set's positions.
/// @return world units
glm::dvec3 find_origin_offset(const Listing& listing);

/// Sets the cameras' positions to those of the data set less `offset`.
void move_origin(Listing& listing, const glm::dvec3& offset);

}  // namespace asrg
