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

/// A ZIP archive of these entries in this order, not compressed, with a fixed date: equal entries give equal bytes.
std::vector<std::uint8_t> write_archive(std::span<const ArchiveEntry> entries);

/// The bytes of an archive that an entry takes besides its content: its two headers and names.
std::size_t archive_overhead(const std::string& name);

/// Reads a ZIP archive in memory. Entries are unpacked only when they are read. Safe on untrusted input.
class ArchiveReader {
 public:
  /// Reads the directory.
  /// @param bytes must outlive this object
  /// @param problems warnings are added
  /// @throws ProblemError
  ArchiveReader(std::span<const std::uint8_t> bytes, Problems& problems);

  struct Entry {
    std::string name;
    std::uint64_t bytes = 0;  ///< unpacked size as the ZIP directory states it
  };
  /// In the archive's order.
  const std::vector<Entry>& entries() const { return entries_; }

  /// Unpacks an entry and verifies its checksum.
  /// @param most upper bound of its unpacked size, which is checked before anything is unpacked
  /// @throws ProblemError also where all entries read so far are together larger than any model
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

/// All entries of an archive, unpacked: for tests and tools.
/// @throws ProblemError
std::vector<ArchiveEntry> read_archive(std::span<const std::uint8_t> bytes, Problems& problems);

}  // namespace asrg
