#include "tests/fuzz/bundle.h"

#include <algorithm>

namespace asrg::fuzz {

std::vector<Bytes> unbundle(std::span<const std::uint8_t> bytes, std::size_t count) {
  std::vector<Bytes> files;
  while (files.size() + 1 < count) {
    std::size_t size = 0;
    if (bytes.size() >= 2) {
      size = std::min<std::size_t>(bytes[0] | bytes[1] << 8, bytes.size() - 2);
      bytes = bytes.subspan(2);
    }
    files.emplace_back(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    bytes = bytes.subspan(size);
  }
  files.emplace_back(bytes.begin(), bytes.end());
  return files;
}

Bytes bundle(std::span<const Bytes> files) {
  Bytes bytes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i + 1 < files.size())
      bytes.insert(bytes.end(), {static_cast<std::uint8_t>(files[i].size()), static_cast<std::uint8_t>(files[i].size() >> 8)});
    bytes.insert(bytes.end(), files[i].begin(), files[i].end());
  }
  return bytes;
}

}  // namespace asrg::fuzz
