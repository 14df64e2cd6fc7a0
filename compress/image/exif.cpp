#include "compress/image/exif.h"

#include <cstring>
#include <optional>

namespace asrg {
namespace {

/// A TIFF structure's numbers, each read only where it lies wholly inside.
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

constexpr std::uint32_t orientation_tag = 0x0112, type_short = 3;
constexpr std::size_t entry_bytes = 12;

}  // namespace

int exif_orientation(std::span<const std::uint8_t> app1) {
  constexpr char signature[] = {'E', 'x', 'i', 'f', 0, 0};
  if (app1.size() < sizeof signature + 8 || std::memcmp(app1.data(), signature, sizeof signature) != 0) return 0;
  const auto tiff = app1.subspan(sizeof signature);
  TiffReader reader(tiff);
  if (tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 0;
  reader.set_big_endian(tiff[0] == 'M');
  if (reader.number(2, 2) != 42u) return 0;
  const std::size_t directory = *reader.number(4, 4);
  const auto entries = reader.number(directory, 2);
  for (std::size_t i = 0; entries && i < *entries; ++i) {
    const std::size_t entry = directory + 2 + entry_bytes * i;
    const auto tag = reader.number(entry, 2), type = reader.number(entry + 2, 2), value = reader.number(entry + 8, 2);
    if (!tag || !type || !value) return 0;
    if (*tag != orientation_tag) continue;
    return *type == type_short && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 0;
  }
  return 0;
}

}  // namespace asrg
