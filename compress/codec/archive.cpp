#include "compress/codec/archive.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace asrg {
namespace {

constexpr std::size_t end_record_bytes = 22;
constexpr std::int64_t max_entries = 64;
constexpr std::uint64_t max_unpacked_bytes = std::uint64_t{1} << 30;  // of all entries that are read

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Free {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct Close {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using ArchiveHandle = std::unique_ptr<zip_t, Discard>;
using SourceHandle = std::unique_ptr<zip_source_t, Free>;
using FileHandle = std::unique_ptr<zip_file_t, Close>;

[[noreturn]] void fail(const char* what) { throw Error(ErrorKind::runtime, fmt::format("cannot write a ZIP archive: {}", what)); }

void add_entry(zip_t* archive, const ArchiveEntry& entry) {
  SourceHandle source(zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), 0));
  if (!source) fail(zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source.get(), ZIP_FL_ENC_GUESS);
  if (index < 0) fail(zip_strerror(archive));
  source.release();
  constexpr zip_uint16_t first_day = 1 << 5 | 1;  // 1 January 1980
  const auto i = static_cast<zip_uint64_t>(index);
  if (zip_set_file_compression(archive, i, ZIP_CM_STORE, 0) != 0 || zip_file_set_dostime(archive, i, 0, first_day, 0) != 0)
    fail(zip_strerror(archive));
}

std::vector<std::uint8_t> contents(zip_source_t* source) {
  if (zip_source_open(source) != 0 || zip_source_seek(source, 0, SEEK_END) != 0) fail("its memory cannot be read back");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(zip_source_tell(source)));
  const bool done = zip_source_seek(source, 0, SEEK_SET) == 0 &&
                    zip_source_read(source, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size());
  zip_source_close(source);
  if (!done) fail("its memory cannot be read back");
  return bytes;
}

/// The archive must begin at the first byte and its directory and end record end at the last.
void check_ends(std::span<const std::uint8_t> bytes) {
  const auto is = [&](std::size_t at, const char* signature) { return std::memcmp(bytes.data() + at, signature, 4) == 0; };
  const auto u32 = [&](std::size_t at) {
    return std::uint64_t{bytes[at]} | std::uint64_t{bytes[at + 1]} << 8 | std::uint64_t{bytes[at + 2]} << 16 |
           std::uint64_t{bytes[at + 3]} << 24;
  };
  const std::size_t end = bytes.size() - end_record_bytes;
  if (bytes.size() < end_record_bytes || !is(end, "PK\5\6") || !is(0, "PK\3\4") || u32(end + 12) + u32(end + 16) != end)
    throw ProblemError(ProblemCode::not_an_archive, fmt::format("{} bytes", bytes.size()));
}

[[noreturn]] void too_large(const std::string& name, std::uint64_t size) {
  throw ProblemError(ProblemCode::entry_too_large, fmt::format("{}: {} bytes", name, size));
}

}  // namespace

std::vector<std::uint8_t> write_archive(std::span<const ArchiveEntry> entries) {
  zip_error_t error;
  zip_error_init(&error);
  const SourceHandle source(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!source) fail(zip_error_strerror(&error));
  ArchiveHandle archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &error));
  if (!archive) fail(zip_error_strerror(&error));
  zip_source_keep(source.get());
  for (const ArchiveEntry& entry : entries) add_entry(archive.get(), entry);
  if (zip_close(archive.get()) != 0) fail(zip_strerror(archive.get()));
  archive.release();
  return contents(source.get());
}

std::size_t archive_overhead(const std::string& name) { return 30 + 46 + 2 * name.size(); }

void ArchiveReader::Discard::operator()(zip* archive) const { zip_discard(archive); }

ArchiveReader::ArchiveReader(std::span<const std::uint8_t> bytes, Problems& problems) : budget_(max_unpacked_bytes) {
  check_ends(bytes);
  zip_error_t error;
  zip_error_init(&error);
  SourceHandle source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
  if (!source) throw Error(ErrorKind::runtime, "there is not enough memory to read a ZIP archive");
  // The consistency check includes that no name occurs twice.
  archive_.reset(zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
  if (!archive_) throw ProblemError(ProblemCode::damaged_archive, zip_error_strerror(&error));
  source.release();

  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > max_entries) throw ProblemError(ProblemCode::too_many_entries, fmt::format("{}", count));
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(count); ++i) {
    zip_stat_t stat;
    constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if (zip_stat_index(archive_.get(), i, 0, &stat) != 0 || (stat.valid & needed) != needed)
      throw ProblemError(ProblemCode::damaged_archive, fmt::format("entry {}", i));
    // Deflate expands at most 1032-fold: a directory that states more is false.
    if (stat.comp_size > bytes.size() || stat.size / 1040 > stat.comp_size) too_large(stat.name, stat.size);
    if (stat.comp_method != ZIP_CM_STORE) problems.push_back({ProblemCode::entry_compressed, stat.name});
    entries_.push_back({stat.name, stat.size});
  }
  read_.assign(entries_.size(), false);
}

std::vector<std::uint8_t> ArchiveReader::read(const std::string& name, std::uint64_t most) {
  const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.name == name; });
  if (entry == entries_.end()) throw ProblemError(ProblemCode::entry_missing, name);
  const std::uint64_t size = entry->bytes;
  if (size > std::min(most, budget_)) too_large(name, size);
  budget_ -= size;
  const auto index = static_cast<std::size_t>(entry - entries_.begin());
  read_[index] = true;
  const FileHandle file(zip_fopen_index(archive_.get(), index, 0));
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
  // One byte more is asked for than there should be: libzip verifies the checksum when it reaches the end.
  std::uint8_t beyond;
  if (!file || zip_fread(file.get(), bytes.data(), size) != static_cast<zip_int64_t>(size) || zip_fread(file.get(), &beyond, 1) != 0)
    throw ProblemError(ProblemCode::entry_damaged, name);
  return bytes;
}

void ArchiveReader::report_unknown(Problems& problems) const {
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!read_[i]) problems.push_back({ProblemCode::unknown_entry, entries_[i].name});
}

std::vector<ArchiveEntry> read_archive(std::span<const std::uint8_t> bytes, Problems& problems) {
  ArchiveReader archive(bytes, problems);
  std::vector<ArchiveEntry> entries;
  for (const ArchiveReader::Entry& e : archive.entries()) entries.push_back({e.name, archive.read(e.name, e.bytes)});
  return entries;
}

}  // namespace asrg
