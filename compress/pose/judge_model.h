#pragma once

#include "compress/pose/pose_photos.h"

namespace asrg {

/// The folder of the largest of COLMAP's models, models/0, models/1, ...; empty where none has at least three photos.
/// @param note is called with a sentence where there is more than one
std::filesystem::path largest_model(const std::filesystem::path& models, const std::function<void(const std::string&)>& note);

/// By how much a camera's two focal lengths differ, as a share of the smaller: the most of a model's cameras. Pixels of today's cameras are square.
/// @param model folder of a COLMAP model
double squashed_by(const std::filesystem::path& model);

/// How far a camera's principal point is from its picture's middle, as a share of the picture's longer side: the most of a model's cameras.
/// @param model folder of a COLMAP model
double off_centre_by(const std::filesystem::path& model);

/// Reads the model that COLMAP found, and notes what is suspicious: photos that see less than a fifth of the median number of points; cameras
/// that all stand in one place though the points are far from it (a turntable before a still background, or a camera that only turned).
/// @param dataset holds sparse/0
/// @param names of all photos
/// @param note is called with a sentence for each
PosedPhotos judge_model(const std::filesystem::path& dataset, const std::vector<std::string>& names,
                        const std::function<void(const std::string&)>& note);

}  // namespace asrg
