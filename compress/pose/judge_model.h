#pragma once

#include "compress/pose/pose_photos.h"

namespace asrg {

/// The folder of the largest of COLMAP's models, models/0, models/1, ...; empty where none has at least three photos. More than one is noted.
std::filesystem::path largest_model(const std::filesystem::path& models, const std::function<void(const std::string&)>& note);

/// Reads what COLMAP found, and notes what is suspicious: photos that see less than a fifth of the points that are usual; cameras that all stand in one place though the points are far from it (a turntable
/// before a still background, or photos taken by turning round).
/// @param dataset holds sparse/0
/// @param names of all photos
PosedPhotos judge_model(const std::filesystem::path& dataset, const std::vector<std::string>& names,
                        const std::function<void(const std::string&)>& note);

}  // namespace asrg
