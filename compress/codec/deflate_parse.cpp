#include "compress/codec/deflate_parse.h"

#include "compress/codec/deflate_matches.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asrg {
namespace {

constexpr std::size_t chunk_tokens = 256, most_chunks = 8192;
constexpr int rounds = 3, parses_per_round = 3;

/// Cost of each symbol, bits.
struct CostModel {
  std::array<float, 256> literal;
  std::array<float, DeflateToken::longest + 1> length;   ///< extra bits included
  std::array<float, DeflateCounts::distances> distance;  ///< extra bits included
};

template <std::size_t n>
std::array<float, n> symbol_bits(const std::array<std::uint32_t, n>& counts, float unseen) {
  float total = 0;
  for (const std::uint32_t c : counts) total += static_cast<float>(c);
  std::array<float, n> bits;
  for (std::size_t i = 0; i < n; ++i)
    bits[i] = counts[i] == 0 ? unseen : std::clamp(std::log2(total / static_cast<float>(counts[i])), 1.0f, 15.0f);
  return bits;
}

CostModel cost_model(const DeflateCounts& counts) {
  const auto literal = symbol_bits(counts.literal, 9.0f);
  const auto distance = symbol_bits(counts.distance, 4.0f);
  CostModel m;
  std::copy(literal.begin(), literal.begin() + 256, m.literal.begin());
  for (int n = DeflateToken::shortest; n <= DeflateToken::longest; ++n) {
    const DeflateSymbol s = length_symbol(n);
    m.length[n] = literal[s.symbol] + s.extra_bits;
  }
  for (int i = 0; i < DeflateCounts::distances; ++i) m.distance[i] = distance[i] + static_cast<float>(std::max(0, i / 2 - 1));
  return m;
}

/// A block of the stream: the range of bytes, and the tokens that encode it.
struct Block {
  std::size_t begin = 0, end = 0;
  std::vector<DeflateToken> tokens;
};

DeflateCounts count_tokens(std::span<const DeflateToken> tokens) {
  DeflateCounts counts;
  for (const DeflateToken& t : tokens) counts.add(t);
  return counts;
}

/// The cheapest tokens for a block (shortest path over positions).
std::vector<DeflateToken> cheapest_tokens(std::span<const std::uint8_t> bytes, const DeflateMatches& matches, const Block& block,
                                          const CostModel& costs) {
  const std::size_t n = block.end - block.begin;
  std::vector<float> cost(n + 1, std::numeric_limits<float>::max());
  std::vector<DeflateToken> step(n + 1);  // the last token on the cheapest way to each position
  cost[0] = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t byte = bytes[block.begin + i];
    const auto relax = [&](std::size_t to, float c, DeflateToken token) {
      if (c < cost[to]) {
        cost[to] = c;
        step[to] = token;
      }
    };
    relax(i + 1, cost[i] + costs.literal[byte], {0, byte});
    std::size_t length = DeflateToken::shortest;
    for (const DeflateMatch& m : matches.at(block.begin + i)) {
      const float base = cost[i] + costs.distance[distance_symbol(m.distance).symbol];
      const std::size_t longest = std::min<std::size_t>(m.length, n - i);
      for (; length <= longest; ++length) relax(i + length, base + costs.length[length], {static_cast<std::uint16_t>(length), m.distance});
    }
  }
  std::vector<DeflateToken> tokens;
  for (std::size_t i = n; i > 0; i -= static_cast<std::size_t>(tokens.back().bytes())) tokens.push_back(step[i]);
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

/// Consecutive tokens that may become a block.
struct Piece {
  std::size_t begin, end;  ///< tokens
  DeflateCounts counts;
  std::uint64_t bits;
  std::uint64_t bits_with_next = 0;  ///< bits of a block made of this piece and the next
};

/// Joins neighbouring pieces, always the pair that saves most bits, until no pair saves any.
void join(std::vector<Piece>& pieces) {
  const auto try_next = [&](std::size_t i) {
    DeflateCounts both = pieces[i].counts;
    both.add(pieces[i + 1].counts);
    pieces[i].bits_with_next = block_bits(both);
  };
  const auto saving = [&](std::size_t i) {
    return static_cast<std::int64_t>(pieces[i].bits + pieces[i + 1].bits) - static_cast<std::int64_t>(pieces[i].bits_with_next);
  };
  tbb::parallel_for(std::size_t{0}, pieces.size() - 1, try_next);
  while (pieces.size() > 1) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i)
      if (saving(i) > saving(best)) best = i;
    if (saving(best) <= 0) break;
    pieces[best].end = pieces[best + 1].end;
    pieces[best].counts.add(pieces[best + 1].counts);
    pieces[best].bits = pieces[best].bits_with_next;
    pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    if (best + 1 < pieces.size()) try_next(best);
    if (best > 0) try_next(best - 1);
  }
}

/// Splits the tokens of all blocks into new blocks.
/// @param cuts byte positions at which a piece ends in any case
std::vector<Block> split(const std::vector<Block>& blocks, std::span<const std::size_t> cuts) {
  std::vector<DeflateToken> tokens;
  for (const Block& b : blocks) tokens.insert(tokens.end(), b.tokens.begin(), b.tokens.end());
  const std::size_t chunk = std::max(chunk_tokens, tokens.size() / most_chunks);
  std::vector<Piece> pieces;
  std::size_t position = 0, begin = 0;
  auto cut = cuts.begin();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    position += static_cast<std::size_t>(tokens[i].bytes());
    const bool at_cut = cut != cuts.end() && position >= *cut;
    if (!at_cut && i + 1 - begin < chunk && i + 1 < tokens.size()) continue;
    while (cut != cuts.end() && position >= *cut) ++cut;
    pieces.push_back({begin, i + 1, count_tokens(std::span(tokens).subspan(begin, i + 1 - begin)), 0});
    begin = i + 1;
  }
  tbb::parallel_for(std::size_t{0}, pieces.size(), [&](std::size_t i) { pieces[i].bits = block_bits(pieces[i].counts); });
  join(pieces);
  std::vector<Block> result;
  position = 0;
  for (const Piece& p : pieces) {
    Block b;
    b.begin = position;
    b.tokens.assign(tokens.begin() + static_cast<std::ptrdiff_t>(p.begin), tokens.begin() + static_cast<std::ptrdiff_t>(p.end));
    for (const DeflateToken& t : b.tokens) position += static_cast<std::size_t>(t.bytes());
    b.end = position;
    result.push_back(std::move(b));
  }
  return result;
}

}  // namespace

std::vector<std::vector<DeflateToken>> parse_blocks(std::span<const std::uint8_t> bytes, std::span<const std::size_t> parts) {
  const DeflateMatches matches(bytes);
  std::vector<std::size_t> cuts;
  for (const std::size_t n : parts) cuts.push_back((cuts.empty() ? 0 : cuts.back()) + n);
  std::vector<Block> blocks(1);
  blocks[0].end = bytes.size();
  for (const std::uint8_t b : bytes) blocks[0].tokens.push_back({0, b});
  for (int round = 0; round < rounds; ++round) {
    blocks = split(blocks, cuts);
    tbb::parallel_for(std::size_t{0}, blocks.size(), [&](std::size_t i) {
      Block& block = blocks[i];
      std::uint64_t bits = block_bits(count_tokens(block.tokens));
      std::vector<DeflateToken> tokens = block.tokens;
      for (int k = 0; k < parses_per_round; ++k) {
        tokens = cheapest_tokens(bytes, matches, block, cost_model(count_tokens(tokens)));
        const std::uint64_t now = block_bits(count_tokens(tokens));
        if (now < bits) {
          bits = now;
          block.tokens = tokens;
        }
      }
    });
  }
  blocks = split(blocks, cuts);
  std::vector<std::vector<DeflateToken>> result;
  for (Block& b : blocks) result.push_back(std::move(b.tokens));
  return result;
}

}  // namespace asrg
