#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// What to subtract from all positions of a data set so that single precision holds them: zero for ordinary scenes, whose coordinates stay as
/// they are to the last bit. Geo-referenced ones (x = 500000, y = 4000000) lose half a unit at 4 million; where the camera positions' median is
/// more than 1000 units from the origin, and more than 1000 times as far as the cameras from it (then rounding is above 6e-5 of the scene's
/// size; cameras on one tripod are close together, too, but not far from anything), it is that median,
/// rounded to a power of ten near the scene's size. It depends on nothing but the data set's positions.
/// @return world units
glm::dvec3 find_origin_offset(const Listing& listing);

/// Sets the cameras' positions to those of the data set less `offset`.
void move_origin(Listing& listing, const glm::dvec3& offset);

}  // namespace asrg
