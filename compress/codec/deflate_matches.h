#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// A copy that could be made at some position: of `length` bytes or fewer.
struct DeflateMatch {
  std::uint16_t length, distance;
};

/// For every position of some bytes the copies worth considering: ascending in length, each at the smallest distance found for its length.
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
