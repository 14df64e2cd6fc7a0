#include "compress/codec/deflate_matches.h"

#include "compress/codec/deflate_block.h"

#include <algorithm>

namespace asrg {
namespace {

constexpr std::size_t window = 32768;
constexpr int hash_bits = 15, chain_limit = 96;

std::size_t hash3(const std::uint8_t* p) {
  const std::uint32_t word = p[0] | std::uint32_t{p[1]} << 8 | std::uint32_t{p[2]} << 16;
  return word * 0x9e3779b1u >> (32 - hash_bits);
}

}  // namespace

DeflateMatches::DeflateMatches(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t none = ~std::size_t{0};
  std::vector<std::size_t> head(std::size_t{1} << hash_bits, none), previous(window, none);
  begin_.reserve(bytes.size() + 1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    begin_.push_back(static_cast<std::uint32_t>(matches_.size()));
    if (bytes.size() - i < DeflateToken::shortest) continue;
    const std::size_t most = std::min<std::size_t>(DeflateToken::longest, bytes.size() - i);
    std::size_t& first = head[hash3(&bytes[i])];
    std::size_t longest = DeflateToken::shortest - 1, candidate = first;
    for (int steps = 0; steps < chain_limit && candidate != none && i - candidate <= window && longest < most; ++steps) {
      if (bytes[candidate + longest] == bytes[i + longest]) {
        std::size_t n = 0;
        while (n < most && bytes[candidate + n] == bytes[i + n]) ++n;
        if (n > longest) {
          longest = n;
          matches_.push_back({static_cast<std::uint16_t>(n), static_cast<std::uint16_t>(i - candidate)});
        }
      }
      const std::size_t next = previous[candidate % window];
      // `previous` is a ring: the entry may have been overwritten by a later position.
      if (next == none || next >= candidate) break;
      candidate = next;
    }
    previous[i % window] = first;
    first = i;
  }
  begin_.push_back(static_cast<std::uint32_t>(matches_.size()));
}

}  // namespace asrg
