#pragma once

#include "compress/codec/problems.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// A file within a ZIP archive.
struct ArchiveEntry {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// A ZIP archive of these entries in this order, stored, without time stamps: equal entries give equal bytes.
std::vector<std::uint8_t> write_archive(std::span<const ArchiveEntry> entries);

/// The bytes that the archive spends on an entry besides the entry's own.
std::size_t archive_overhead(const std::string& name);

/// Reads a ZIP archive into memory; checksums are verified. Safe on untrusted input.
/// @param problems gets warnings
/// @throws ProblemError
std::vector<ArchiveEntry> read_archive(std::span<const std::uint8_t> bytes, Problems& problems);

}  // namespace asrg
