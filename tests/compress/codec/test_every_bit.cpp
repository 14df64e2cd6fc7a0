#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "compress/io/file.h"
#include "tests/compress/codec/decode_outcome.h"
#include "tests/compress/codec/model_digest.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/sanitized.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>

using namespace asrg;

namespace {

using Bytes = std::vector<std::uint8_t>;

#if defined(ASRG_SANITIZED)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
/// Sanitizers are slow: they see every bit of every n-th byte.
constexpr std::size_t stride = sanitized ? 11 : 1;

/// The smallest file, and one with all optional entries.
constexpr const char* files[] = {"v5-smallest", "v5-everything"};

Bytes golden(const std::string& name) {
  return read_file(std::filesystem::path(ASRG_SOURCE_DIR "/tests/compress/codec/golden") / (name + ".asrg"));
}

std::vector<ArchiveEntry> entries_of(const Bytes& file) {
  Problems ignored;
  return read_archive(file, ignored);
}

/// How many megabytes the program's largest resident set grew by within a scope; what was freed and taken again does not count.
class PeakGrowth {
 public:
  double megabytes() const { return peak() - before_; }

 private:
  static double peak() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
  }
  double before_ = peak();
};

/// Shown where the program is run by itself: what tests/README.md says was measured.
void tell(const std::string& what, std::size_t tried, std::size_t refused, const PeakGrowth& growth) {
  WARN(fmt::format("{} {}: {} refused; the largest resident set grew by {:.1f} MB", tried, what, refused, growth.megabytes()));
}

/// A damaged file of a few kilobytes may announce corners; codec.h bounds them by the file's size.
constexpr double most_megabytes = 64;

struct Flips {
  std::size_t refused = 0, accepted = 0, harmful = 0;
  std::size_t tried() const { return refused + accepted; }
};

/// The number of flips for so many bytes.
std::size_t flips_of(std::size_t bytes) { return 8 * ((bytes + stride - 1) / stride); }

/// Flips every bit of `bytes`, one at a time.
/// @param make the file with these bytes in it
/// @param verify_every of how many accepted files one is saved and read again, which takes longest
Flips flip_every_bit(Bytes bytes, const std::function<Bytes(const Bytes&)>& make, std::size_t verify_every = 1) {
  Flips flips;
  for (std::size_t i = 0; i < bytes.size(); i += stride)
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= static_cast<std::uint8_t>(1 << bit);
      const Bytes file = make(bytes);
      const auto kind = test::outcome(file);
      if (!kind) {
        if (flips.accepted++ % verify_every == 0 && !test::harmless(file)) ++flips.harmful;
      } else {
        ++flips.refused;
        if (*kind != ErrorKind::invalid_file && *kind != ErrorKind::unsupported) ++flips.harmful;
      }
      bytes[i] ^= static_cast<std::uint8_t>(1 << bit);
    }
  return flips;
}

/// An archive of entries of which several may have one name, which no ZIP library writes.
Bytes archive_with_twins(std::vector<ArchiveEntry> entries) {
  std::vector<std::pair<std::string, std::string>> twins;
  for (std::size_t i = 0; i < entries.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (entries[i].name == entries[j].name) {
        std::string other = entries[i].name;
        other.front() = '~';
        twins.emplace_back(other, entries[i].name);
        entries[i].name = other;
      }
  Bytes file = write_archive(entries);
  for (const auto& [other, name] : twins) {
    int places = 0;  // beside the entry, and in the directory
    for (auto at = file.begin(); (at = std::search(at, file.end(), other.begin(), other.end())) != file.end(); ++places)
      std::copy(name.begin(), name.end(), at);
    REQUIRE(places == 2);
  }
  return file;
}

}  // namespace

TEST_CASE("each truncation of a small file is refused, without a byte read beyond it") {
  const PeakGrowth growth;
  std::size_t tried = 0, all_refused = 0;
  for (const char* name : files) {
    const Bytes file = golden(name);
    REQUIRE(test::outcome(file) == std::nullopt);
    std::size_t refused = 0;
    for (std::size_t n = 0; n < file.size(); ++n, ++tried) refused += test::refused(std::span(file).first(n));
    CAPTURE(name);
    CHECK(refused == file.size());
    all_refused += refused;
  }
  tell("truncations", tried, all_refused, growth);
  if (!sanitized) CHECK(growth.megabytes() < most_megabytes);
}

TEST_CASE("each flipped bit of a small file is noticed, or changes nothing") {
  const PeakGrowth growth;
  std::size_t all_tried = 0, all_refused = 0;
  for (const char* name : files) {
    const Bytes file = golden(name);
    const auto expected = test::digest(decode_model(file, name));
    Bytes damaged = file;
    std::size_t tried = 0, accepted = 0, crooked = 0, different = 0;
    for (std::size_t i = 0; i < file.size(); i += stride)
      for (int bit = 0; bit < 8; ++bit, ++tried) {
        damaged[i] ^= static_cast<std::uint8_t>(1 << bit);
        Model m;
        const auto kind = test::outcome(damaged, &m);
        // All content has a checksum: what is accepted was flipped in the archive's notes, such as time stamps.
        accepted += !kind;
        if (!kind)
          different += test::digest(m) != expected;
        else
          crooked += *kind != ErrorKind::invalid_file;
        damaged[i] = file[i];
      }
    CAPTURE(name);
    CHECK(tried == flips_of(file.size()));
    CHECK(crooked == 0);
    CHECK(different == 0);
    all_tried += tried;
    all_refused += tried - accepted;
  }
  tell("flipped bits of files", all_tried, all_refused, growth);
  if (!sanitized) CHECK(growth.megabytes() < most_megabytes);
}

TEST_CASE("each flipped bit of an entry behind right checksums is refused or a model") {
  const PeakGrowth growth;
  const Bytes file = golden("v5-smallest");
  std::size_t tried = 0, refused = 0;
  for (const ArchiveEntry& entry : entries_of(file)) {
    const Flips flips = flip_every_bit(
        entry.bytes, [&](const Bytes& bytes) { return test::with_entry(file, entry.name, [&](Bytes& b) { b = bytes; }); },
        entry.name == shader_name ? 64 : 1);
    CAPTURE(entry.name, flips.refused, flips.accepted);
    CHECK(flips.harmful == 0);
    CHECK(flips.tried() == flips_of(entry.bytes.size()));
    // A flipped bit of a half is another half, and none of these becomes infinite.
    CHECK((flips.refused > 0) == (entry.name != shader_name));
    tried += flips.tried();
    refused += flips.refused;
  }
  tell("flipped bits of entries behind right checksums", tried, refused, growth);
  if (!sanitized) CHECK(growth.megabytes() < most_megabytes);
}

TEST_CASE("each flipped bit of an atlas behind right checksums is refused or a model") {
  const PeakGrowth growth;
  std::size_t tried = 0, refused = 0;
  for (const char* name : {"v5-smallest", "v5-highlights"}) {
    const Bytes file = golden(name);
    const int levels = test::json_of(file)["lattice"]["levels"];
    for (int level = 0; level < levels; ++level) {
      Bytes content = test::atlas_bytes(file, level);
      // Octree codes stand first. Symbols of long atlases are alike.
      content.resize(std::min<std::size_t>(content.size(), 120));
      const auto make = [&](const Bytes& bytes) {
        return test::with_atlas(file, level, [&](Bytes& b) { std::copy(bytes.begin(), bytes.end(), b.begin()); });
      };
      const Flips flips = flip_every_bit(content, make, 3);
      CAPTURE(name, level, flips.refused, flips.accepted);
      CHECK(flips.harmful == 0);
      CHECK(flips.tried() == flips_of(content.size()));
      CHECK(flips.refused > 0);
      CHECK(flips.accepted > 0);
      tried += flips.tried();
      refused += flips.refused;
    }
  }
  tell("flipped bits of atlases behind right checksums", tried, refused, growth);
  if (!sanitized) CHECK(growth.megabytes() < most_megabytes);
}

TEST_CASE("a missing entry is named") {
  const Bytes file = golden("v5-everything");
  for (const ArchiveEntry& entry : entries_of(file)) {
    auto rest = entries_of(file);
    std::erase_if(rest, [&](const ArchiveEntry& e) { return e.name == entry.name; });
    const Problems problems = validate_model_file(write_archive(rest));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].code == ProblemCode::entry_missing);
    CHECK(problems[0].detail == entry.name);
  }
}

TEST_CASE("an entry that is there twice is refused, equal or not") {
  const Bytes file = golden("v5-everything");
  const auto entries = entries_of(file);
  for (std::size_t i = 0; i < entries.size(); ++i)
    for (const bool equal : {true, false}) {
      auto doubled = entries;
      doubled.push_back(entries[i]);
      if (!equal) doubled.back().bytes.back() ^= 1;
      const Problems problems = validate_model_file(archive_with_twins(doubled));
      CAPTURE(entries[i].name, equal);
      REQUIRE(problems.size() == 1);
      CHECK(problems[0].code == ProblemCode::damaged_archive);
    }
}

TEST_CASE("the order of entries does not matter") {
  const Bytes file = golden("v5-everything");
  const auto expected = test::digest(decode_model(file, "file"));
  auto entries = entries_of(file);
  const auto by_name = [](const ArchiveEntry& a, const ArchiveEntry& b) { return a.name < b.name; };
  std::sort(entries.begin(), entries.end(), by_name);
  int orders = 0;
  do {
    const Bytes shuffled = write_archive(entries);
    CHECK(validate_model_file(shuffled).empty());
    CHECK(test::digest(decode_model(shuffled, "shuffled")) == expected);
    ++orders;
  } while (orders < 100 && std::next_permutation(entries.begin(), entries.end(), by_name));
  CHECK(orders > 20);
}

TEST_CASE("an unknown entry is warned of, wherever it stands and whatever it holds, and changes nothing") {
  const Bytes file = golden("v5-everything");
  const auto expected = test::digest(decode_model(file, "file"));
  const auto entries = entries_of(file);
  for (const char* name : {"notes.txt", "MODEL.JSON", "level7.png", "level00.png", "../model.json", "/etc/passwd", "folder/"})
    for (std::size_t at = 0; at <= entries.size(); ++at) {
      auto more = entries;
      more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), {name, entries[at % entries.size()].bytes});
      const Bytes changed = write_archive(more);
      const Problems problems = validate_model_file(changed);
      CAPTURE(name, at);
      REQUIRE(problems.size() == 1);
      CHECK(problems[0].code == ProblemCode::unknown_entry);
      CHECK(problems[0].detail == name);
      CHECK(test::digest(decode_model(changed, "changed")) == expected);
    }
}
