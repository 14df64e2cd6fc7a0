#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace asrg::test {

/// The 64-bit FNV-1a hash (G. Fowler, L. C. Noll, K.-P. Vo) of bytes: stored in tests to notice any change of a result.
class Fnv1a {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte b : bytes) value_ = (value_ ^ static_cast<std::uint64_t>(b)) * 0x100000001b3ULL;
  }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace asrg::test
