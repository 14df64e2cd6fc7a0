#pragma once

#include "compress/codec/problems.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct zip;

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

/// Reads a ZIP archive in memory, entry by entry: what nobody asks for is never unpacked. Safe on untrusted input.
class ArchiveReader {
 public:
  /// Reads the directory.
  /// @param bytes must outlive this
  /// @param problems gets warnings
  /// @throws ProblemError
  ArchiveReader(std::span<const std::uint8_t> bytes, Problems& problems);

  struct Entry {
    std::string name;
    std::uint64_t bytes = 0;  ///< unpacked, by what the directory says
  };
  /// In the archive's order.
  const std::vector<Entry>& entries() const { return entries_; }

  /// Unpacks an entry and verifies its checksum.
  /// @param most bytes that it may have, which is looked at before anything is unpacked
  /// @throws ProblemError also where all entries read so far have more bytes than any model
  std::vector<std::uint8_t> read(const std::string& name, std::uint64_t most);

  /// Warns of the entries that were never read.
  void report_unknown(Problems& problems) const;

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  std::unique_ptr<zip, Discard> archive_;
  std::vector<Entry> entries_;
  std::vector<bool> read_;
  std::uint64_t budget_;  ///< bytes that may still be unpacked
};

/// All entries, unpacked; tests and tools want them so.
/// @throws ProblemError
std::vector<ArchiveEntry> read_archive(std::span<const std::uint8_t> bytes, Problems& problems);

}  // namespace asrg
