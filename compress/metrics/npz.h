#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asrg {

/// An array of numbers in C order.
struct FloatArray {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};

/// Reads all arrays of a NumPy .npz file (a ZIP of .npy files as parse_npy reads them; float64 is rounded), by name without ".npy".
/// Safe on untrusted input: checksums are verified, and memory is allocated only for bytes that exist, 256 MiB in all at most.
/// @throws Error (io) naming file and array: unreadable, no ZIP archive, another type, truncated, damaged, too large
std::map<std::string, FloatArray> read_npz(const std::filesystem::path& path);

}  // namespace asrg
