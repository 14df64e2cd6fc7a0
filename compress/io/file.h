#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asrg {

/// Reads a whole regular file.
/// @param max_bytes the largest size accepted
/// @throws Error (io) naming the file: missing, a folder, unreadable, or larger than `max_bytes`.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{4} << 30);

/// As `read_file`, for text.
std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{256} << 20);

/// Reads up to `max_bytes` from the file's beginning.
/// @throws Error (io) as `read_file`, but a larger file is no error.
std::vector<std::uint8_t> read_file_start(const std::filesystem::path& path, std::size_t max_bytes);

/// Writes a file so that `path` has either its former content or all of `bytes`, never a part: writes a temporary file
/// in the same folder, syncs it to the disk (unless `sync` is false: some 10 ms faster, but after a power failure the file
/// may be empty) and renames it. Symbolic links are followed; devices and pipes are written directly.
/// @throws Error (io) naming the file: no such folder, no permission, disk full. No temporary file is left behind.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes, bool sync = true);
/// As `write_file_atomically`, for text.
void write_text_file_atomically(const std::filesystem::path& path, std::string_view text, bool sync = true);

}  // namespace asrg
