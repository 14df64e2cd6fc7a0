#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// The COLMAP models of a data set in the places where COLMAP and those who use it write them: sparse/0, sparse, colmap/sparse/0, the folder
/// itself, and any other sparse/N or colmap/sparse/N (COLMAP numbers the partial models that it could not join). Relative to `folder`, in this order.
std::vector<std::filesystem::path> colmap_models(const std::filesystem::path& folder);

/// The model with the most images, the first of equals. One warning names the others with their numbers of images.
/// @param models at least one, as colmap_models finds them
/// @throws Error (io) where one cannot be read
std::filesystem::path largest_colmap_model(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& models,
                                           std::vector<std::string>& warnings);

}  // namespace asrg
