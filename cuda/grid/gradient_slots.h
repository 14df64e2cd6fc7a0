#pragma once

#include "cuda/core/accumulate.h"
#include "cuda/core/bits.h"

#include <cstdint>

namespace asrg {

/// Sums of the loss' gradient, one per corner in each slot, and a bit for each corner that a slot has touched. A step touches few of a grid's corners:
/// passes over all corners read a bit for most of them instead of 32 bytes. Plain pointers, passed by value.
struct GradientSlots {
  Channels* sums;          ///< slots * corners; zero for corners that are not touched
  std::uint64_t* touched;  ///< slots * words(): corner i is bit i % 64 of word i / 64 of a slot
  std::int64_t corners;
  std::int64_t slots;  // not int: padding at a member's end is not cleared by GCC 12 (see launch_on_cpu)

  ASRG_HD static std::int64_t words_of(std::int64_t corners) { return (corners + 63) / 64; }
  ASRG_HD std::int64_t words() const { return words_of(corners); }
  ASRG_HD Channels* sums_of(int slot) const { return sums + slot * corners; }
  ASRG_HD std::uint64_t* touched_of(int slot) const { return touched + slot * words(); }
};

/// The bits of word `word` that stand for indices in [begin, end).
ASRG_HD inline std::uint64_t bits_within(std::int64_t word, std::int64_t begin, std::int64_t end) {
  const std::int64_t first = word * 64, low = begin - first, high = end - first;
  std::uint64_t bits = ~std::uint64_t{0};
  if (low > 0) bits = low < 64 ? bits << low : 0;
  if (high < 64) bits = high > 0 ? bits & ~(~std::uint64_t{0} << high) : 0;
  return bits;
}

}  // namespace asrg
