#pragma once

#include "compress/io/file_kind.h"

#include <filesystem>

namespace asrg {

/// Finds out before long work whether a file can be written: its folder exists and takes new files, it is no folder itself, and what it would
/// replace is of the same kind: a photo is not to become a model where two arguments were swapped.
/// Leaves everything as it was. An empty path is no output and always good.
/// @throws Error (io) naming the file and the reason
void check_output_file(const std::filesystem::path& path, FileKind kind);

/// Creates a folder for output, and those above it.
/// @throws Error (io) naming the folder and the reason
void make_output_folder(const std::filesystem::path& path);

}  // namespace asrg
