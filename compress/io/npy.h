#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// A NumPy array of floating-point numbers, C order.
struct NpyArray {
  std::vector<std::size_t> shape;
  std::vector<double> values;  ///< product of `shape`
};

/// Parses a .npy file (format versions 1 to 3; float32 or float64, little-endian, C order). Safe on untrusted input.
/// The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// @param name of the data in error messages, for instance its path
/// @throws Error (io): not such a file, truncated, longer than its shape, or of another kind of values.
NpyArray parse_npy(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace asrg
