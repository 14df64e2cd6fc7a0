#pragma once

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>

namespace asrg {

/// Reads consecutive little-endian values from bytes that need not be trusted: every access is checked.
class ByteReader {
 public:
  /// @param name of the data in error messages, for instance its path
  ByteReader(std::span<const std::uint8_t> bytes, std::string name) : bytes_(bytes), name_(std::move(name)) {}

  std::size_t remaining() const { return bytes_.size(); }

  /// @throws Error (io) where fewer bytes are left than a T has.
  template <class T>
  T take() {
    static_assert(std::is_arithmetic_v<T> && std::endian::native == std::endian::little);
    T value;
    std::memcpy(&value, take_bytes(sizeof(T)).data(), sizeof(T));
    return value;
  }

  /// @throws Error (io) where fewer than `count` bytes are left.
  std::span<const std::uint8_t> take_bytes(std::size_t count) {
    if (count > bytes_.size()) throw Error(ErrorKind::io, fmt::format("{} is truncated", name_));
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }

  /// A text up to a zero byte, which is consumed, too.
  /// @throws Error (io) where there is no zero byte.
  std::string take_text() {
    std::string text;
    for (char c = take<char>(); c != '\0'; c = take<char>()) text += c;
    return text;
  }

  /// A 64-bit number of items that follow.
  /// @param item_bytes the least size of an item
  /// @throws Error (io) where the remaining bytes cannot hold so many items: callers may allocate memory for them
  std::size_t take_count(std::size_t item_bytes) {
    const auto count = take<std::uint64_t>();
    if (count > bytes_.size() / item_bytes) {
      throw Error(ErrorKind::io, fmt::format("{} is damaged: it announces {} items and has {} bytes left", name_, count, bytes_.size()));
    }
    return static_cast<std::size_t>(count);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::string name_;
};

}  // namespace asrg
