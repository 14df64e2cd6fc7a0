#pragma once

#include "compress/metrics/surface.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// A picture of distances: 16-bit grey, row by row.
std::vector<std::uint8_t> encode_grey_16(int width, int height, const std::vector<std::uint16_t>& values);

/// Writes the truth of one view as TruthFolder describes it, and truth.json. Points of no opacity are left out.
/// @param depth_step world units
void write_truth(const std::filesystem::path& folder, const std::string& view, const Surface& surface, double depth_step);

}  // namespace asrg::test
