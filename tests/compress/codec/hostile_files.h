#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace asrg::test {

/// A ZIP entry that is `piece` `times` over, deflated by ZIP; written without ever being in memory as a whole.
struct RepeatedEntry {
  std::string name;
  std::vector<std::uint8_t> piece;
  std::size_t times = 1;
};

/// An archive of these entries. Stored where an entry is no larger than a megabyte, else deflated.
void write_hostile_archive(const std::filesystem::path& path, const std::vector<RepeatedEntry>& entries);

/// A grey PNG, 4096 pixels wide, of `count` bytes and zeros to the end of the last row. Made row by row.
/// @param value the byte at a place
/// @param texts compressed text chunks of 7 MB each in front of the pixels
std::vector<std::uint8_t> hostile_png(std::size_t count, const std::function<std::uint8_t(std::size_t)>& value, int texts = 0);

/// What `asrg validate` makes of a file, in a process of its own.
struct Validation {
  int exit_code = -1;
  std::string out;
  double megabytes = 0;  ///< the largest resident set
};
Validation validate(const std::filesystem::path& file);

}  // namespace asrg::test
