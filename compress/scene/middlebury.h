#pragma once

#include "compress/scene/listing.h"

namespace asrg {

/// True where `folder` has exactly one file `*_par.txt`.
bool is_middlebury(const std::filesystem::path& folder);

/// Lists a data set in the layout of the Middlebury multi-view benchmark: `*_par.txt` with a count and a line for each
/// photo (its name, K by rows, R by rows, t; a point X projects to K (R X + t)), and the object's bounding box from
/// README.txt where that states one. All views are training views.
/// @throws Error (io) naming the file and line: a malformed line, values that make no sense, another number of lines than
///         announced, none of the photos there; Error (unsupported) for a K with skew.
Listing list_middlebury(const std::filesystem::path& folder);

}  // namespace asrg
