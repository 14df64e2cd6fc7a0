#include "compress/image/exif.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <optional>
#include <vector>

namespace asrg {
namespace {

/// Reads numbers of a TIFF structure; nothing where a number is not wholly within it.
class TiffReader {
 public:
  explicit TiffReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  void set_big_endian(bool big) { big_endian_ = big; }

  std::optional<std::uint32_t> number(std::size_t offset, std::size_t count) const {
    if (offset > bytes_.size() || bytes_.size() - offset < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes_[offset + (big_endian_ ? i : count - 1 - i)];
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_endian_ = false;
};

constexpr std::uint32_t make_tag = 0x010f, model_tag = 0x0110, orientation_tag = 0x0112, exif_tag = 0x8769, focal_length_tag = 0x920a;
constexpr std::uint32_t type_ascii = 2, type_short = 3;
constexpr std::size_t entry_bytes = 12, signature_bytes = 6;

/// The TIFF structure of an APP1 segment; nothing where the segment is not EXIF.
std::optional<TiffReader> open_tiff(std::span<const std::uint8_t> app1) {
  constexpr char signature[signature_bytes] = {'E', 'x', 'i', 'f', 0, 0};
  if (app1.size() < signature_bytes + 8 || std::memcmp(app1.data(), signature, signature_bytes) != 0) return std::nullopt;
  const auto tiff = app1.subspan(signature_bytes);
  TiffReader reader(tiff);
  if (tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return std::nullopt;
  reader.set_big_endian(tiff[0] == 'M');
  if (reader.number(2, 2) != 42u) return std::nullopt;
  return reader;
}

/// Offset of a tag's entry in a directory; nothing where there is none.
std::optional<std::size_t> find_entry(const TiffReader& reader, std::size_t directory, std::uint32_t wanted) {
  const auto entries = reader.number(directory, 2);
  for (std::size_t i = 0; entries && i < *entries; ++i) {
    const std::size_t entry = directory + 2 + entry_bytes * i;
    const auto tag = reader.number(entry, 2);
    if (!tag || !reader.number(entry + 8, 4)) return std::nullopt;
    if (*tag == wanted) return entry;
  }
  return std::nullopt;
}

/// A short text of printable characters.
std::string text_at(const TiffReader& reader, std::size_t entry) {
  const auto type = reader.number(entry + 2, 2), count = reader.number(entry + 4, 4), offset = reader.number(entry + 8, 4);
  if (!type || *type != type_ascii || !count || !offset) return {};
  const std::size_t begin = *count <= 4 ? entry + 8 : *offset;
  std::string text;
  for (std::size_t i = 0; i < *count && i < 64; ++i) {
    const auto c = reader.number(begin + i, 1);
    if (!c || *c < 32 || *c > 126) break;
    text += static_cast<char>(*c);
  }
  return text;
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> app1) {
  const auto reader = open_tiff(app1);
  if (!reader) return 0;
  const auto entry = find_entry(*reader, *reader->number(4, 4), orientation_tag);
  if (!entry) return 0;
  const auto type = reader->number(*entry + 2, 2), value = reader->number(*entry + 8, 2);
  return *type == type_short && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 0;
}

std::string exif_camera(std::span<const std::uint8_t> app1) {
  const auto reader = open_tiff(app1);
  if (!reader) return {};
  const std::size_t directory = *reader->number(4, 4);
  std::vector<std::string> words;
  for (const std::uint32_t tag : {make_tag, model_tag}) {
    if (const auto entry = find_entry(*reader, directory, tag)) words.push_back(text_at(*reader, *entry));
  }
  const auto below = find_entry(*reader, directory, exif_tag);
  const auto focal = below ? find_entry(*reader, *reader->number(*below + 8, 4), focal_length_tag) : std::nullopt;
  if (focal) {
    const std::size_t fraction = *reader->number(*focal + 8, 4);
    const auto above = reader->number(fraction, 4), under = reader->number(fraction + 4, 4);
    if (above && under) words.push_back(fmt::format("{}/{}", *above, *under));
  }
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace asrg
