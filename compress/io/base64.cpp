#include "compress/io/base64.h"

#include <algorithm>
#include <cstddef>

namespace asrg {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::vector<std::uint8_t>> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    std::string_view group = text.substr(i, 4);
    std::size_t n = 3;
    if (i + 4 == text.size())
      while (n > 1 && group.back() == '=') {
        group.remove_suffix(1);
        --n;
      }
    std::uint32_t bits = 0;
    for (const char c : group) {
      const std::size_t digit = alphabet.find(c);
      if (digit == alphabet.npos) return std::nullopt;
      bits = bits << 6 | static_cast<std::uint32_t>(digit);
    }
    bits <<= 6 * (3 - n);
    if (n < 3 && (bits & ((1u << (8 * (3 - n))) - 1))) return std::nullopt;
    for (std::size_t k = 0; k < n; ++k) bytes.push_back(static_cast<std::uint8_t>(bits >> (16 - 8 * k)));
  }
  return bytes;
}

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= n ? alphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

}  // namespace asrg
