#pragma once

#include "compress/metrics/npz.h"

#include <filesystem>
#include <map>
#include <string>

namespace asrg::test {

/// A .npy file of version 1.
/// @param description the header's Python dict up to the shape
std::string npy_bytes(const FloatArray& array, const std::string& description = "'descr': '<f4', 'fortran_order': False");

/// Writes a ZIP archive of files by name. @param deflate compress the entries
void write_zip(const std::filesystem::path& path, const std::map<std::string, std::string>& files, bool deflate = false);

/// Writes arrays by name, as numpy.savez does.
void write_npz(const std::filesystem::path& path, const std::map<std::string, FloatArray>& arrays);

}  // namespace asrg::test
