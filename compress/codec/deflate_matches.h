#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// A possible copy at some position, of up to `length` bytes.
struct DeflateMatch {
  std::uint16_t length, distance;
};

/// The possible copies at every position, found by hash chains: ascending in length, each at the smallest distance that was found for its length.
class DeflateMatches {
 public:
  explicit DeflateMatches(std::span<const std::uint8_t> bytes);

  std::span<const DeflateMatch> at(std::size_t position) const {
    return std::span(matches_).subspan(begin_[position], begin_[position + 1] - begin_[position]);
  }

 private:
  std::vector<DeflateMatch> matches_;
  std::vector<std::uint32_t> begin_;
};

}  // namespace asrg
