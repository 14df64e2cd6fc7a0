#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace asrg {

/// A 64-bit hash that tells contents apart and shows damage; it does not protect against intent. FNV-1a (Fowler, Noll, Vo) over words of eight bytes, which
/// is faster than over single bytes; bytes that fill no word are taken one by one.
class ContentHash {
 public:
  ContentHash& add(std::span<const std::byte> bytes) {
    for (; bytes.size() >= sizeof(std::uint64_t); bytes = bytes.subspan(sizeof(std::uint64_t))) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data(), sizeof(word));
      mix(word);
    }
    for (const std::byte b : bytes) mix(static_cast<std::uint64_t>(b));
    return *this;
  }
  template <class T>
  requires std::is_trivially_copyable_v<T> &&(!std::is_convertible_v<T, std::span<const std::byte>>)ContentHash& add(const T& value) {
    return add(std::as_bytes(std::span(&value, 1)));
  }
  std::uint64_t value() const { return value_; }

 private:
  void mix(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x100000001b3ULL;
    value_ ^=
        value_ >> 29;  // the product carries bits upwards only: without this, a word's high bits would reach the hash's high bits alone
  }

  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace asrg
