#pragma once

#include "compress/io/file_kind.h"

#include <filesystem>

namespace asrg {

/// Checks before long work whether a file can be written: its folder exists and takes new files, it is no folder itself, and a file that it would
/// replace is of the same kind, so that swapped arguments do not destroy a photo. Changes nothing. An empty path means no output and is always
/// accepted.
/// @throws Error (io) naming the file and the reason
void check_output_file(const std::filesystem::path& path, FileKind kind);

/// Creates a folder for output, and those above it.
/// @throws Error (io) naming the folder and the reason
void make_output_folder(const std::filesystem::path& path);

}  // namespace asrg
