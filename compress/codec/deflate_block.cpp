#include "compress/codec/deflate_block.h"

#include "compress/codec/huffman.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace asrg {
namespace {

constexpr int code_length_symbols = 19, code_length_limit = 7, code_limit = 15;
constexpr std::uint8_t code_length_order[code_length_symbols] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

/// A symbol of the header's run-length code: a code length, or 16 (repeat), 17 or 18 (zeros) with extra bits.
struct HeaderSymbol {
  std::uint8_t symbol, extra_bits, extra;
};

/// The header of a block: the code lengths of both alphabets, run-length coded, and the code of that code.
struct Header {
  std::vector<std::uint8_t> literal, distance;  ///< code lengths, trailing zeros cut as far as allowed
  std::vector<HeaderSymbol> symbols;
  std::vector<std::uint8_t> symbol_lengths;
  int symbol_length_count = 0;
  std::uint64_t bits = 0;
};

std::vector<HeaderSymbol> run_length_code(std::span<const std::uint8_t> lengths, bool repeats, bool short_zeros, bool long_zeros) {
  std::vector<HeaderSymbol> symbols;
  for (std::size_t i = 0; i < lengths.size();) {
    std::size_t run = 1;
    while (i + run < lengths.size() && lengths[i + run] == lengths[i]) ++run;
    i += run;
    const std::uint8_t value = lengths[i - 1];
    if (value == 0) {
      while (long_zeros && run >= 11) {
        const std::size_t n = std::min<std::size_t>(run, 138);
        symbols.push_back({18, 7, static_cast<std::uint8_t>(n - 11)});
        run -= n;
      }
      while (short_zeros && run >= 3) {
        const std::size_t n = std::min<std::size_t>(run, 10);
        symbols.push_back({17, 3, static_cast<std::uint8_t>(n - 3)});
        run -= n;
      }
    } else if (repeats && run >= 4) {
      symbols.push_back({value, 0, 0});
      for (--run; run >= 3;) {
        const std::size_t n = std::min<std::size_t>(run, 6);
        symbols.push_back({16, 2, static_cast<std::uint8_t>(n - 3)});
        run -= n;
      }
    }
    for (; run > 0; --run) symbols.push_back({value, 0, 0});
  }
  return symbols;
}

/// Counts whose code lengths take fewer bits to write: counts that differ little from their neighbours become equal. The rule is that of
/// zopfli and brotli ("OptimizeHuffmanForRle").
template <std::size_t n>
std::array<std::uint32_t, n> smoothed(std::array<std::uint32_t, n> counts) {
  constexpr std::size_t zeros_kept = 5, equals_kept = 7, shortest_stride = 4;
  constexpr std::int64_t similar = 4;
  std::size_t used = n;
  while (used > 0 && counts[used - 1] == 0) --used;
  std::array<bool, n> kept{};
  for (std::size_t i = 0, run; i < used; i += run) {
    for (run = 1; i + run < used && counts[i + run] == counts[i];) ++run;
    if (run >= (counts[i] == 0 ? zeros_kept : equals_kept)) std::fill_n(kept.begin() + static_cast<std::ptrdiff_t>(i), run, true);
  }
  for (std::size_t i = 0; i < used;) {
    std::uint64_t sum = 0;
    std::size_t end = i;
    std::int64_t mean = counts[i];
    for (; end < used && !kept[end] && std::abs(static_cast<std::int64_t>(counts[end]) - mean) < similar; ++end) {
      sum += counts[end];
      if (end - i + 1 >= shortest_stride) mean = static_cast<std::int64_t>((sum + (end - i + 1) / 2) / (end - i + 1));
    }
    if (end - i >= shortest_stride && sum > 0) {
      const auto level = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (sum + (end - i) / 2) / (end - i)));
      std::fill(counts.begin() + static_cast<std::ptrdiff_t>(i), counts.begin() + static_cast<std::ptrdiff_t>(end), level);
    }
    i = std::max(end, i + 1);
  }
  return counts;
}

/// The header for given code lengths, in the cheapest of the ways to run-length code them.
Header make_header(std::vector<std::uint8_t> literal, std::vector<std::uint8_t> distance) {
  while (literal.size() > 257 && literal.back() == 0) literal.pop_back();
  while (distance.size() > 1 && distance.back() == 0) distance.pop_back();
  std::vector<std::uint8_t> lengths = literal;
  lengths.insert(lengths.end(), distance.begin(), distance.end());
  Header best;
  for (int variant = 0; variant < 8; ++variant) {
    Header h;
    h.symbols = run_length_code(lengths, variant & 1, variant & 2, variant & 4);
    std::array<std::uint32_t, code_length_symbols> count{};
    for (const HeaderSymbol& s : h.symbols) {
      ++count[s.symbol];
      h.bits += s.extra_bits;
    }
    h.symbol_lengths = huffman_lengths(count, code_length_limit);
    int n = code_length_symbols;
    while (n > 4 && h.symbol_lengths[code_length_order[n - 1]] == 0) --n;
    h.symbol_length_count = n;
    h.bits += 3 + 5 + 5 + 4 + 3 * static_cast<std::uint64_t>(n);
    for (int i = 0; i < code_length_symbols; ++i) h.bits += std::uint64_t{count[i]} * h.symbol_lengths[i];
    if (best.symbols.empty() || h.bits < best.bits) best = std::move(h);
  }
  best.literal = std::move(literal);
  best.distance = std::move(distance);
  return best;
}

std::uint64_t body_bits(const DeflateCounts& counts, const Header& h) {
  std::uint64_t bits = counts.extra_bits;
  for (std::size_t i = 0; i < h.literal.size(); ++i) bits += std::uint64_t{counts.literal[i]} * h.literal[i];
  for (std::size_t i = 0; i < h.distance.size(); ++i) bits += std::uint64_t{counts.distance[i]} * h.distance[i];
  return bits;
}

/// The cheaper of the exact and the smoothed code. The counts include the end of the block.
Header best_header(const DeflateCounts& counts) {
  Header exact = make_header(huffman_lengths(counts.literal, code_limit), huffman_lengths(counts.distance, code_limit));
  Header smooth =
      make_header(huffman_lengths(smoothed(counts.literal), code_limit), huffman_lengths(smoothed(counts.distance), code_limit));
  return smooth.bits + body_bits(counts, smooth) < exact.bits + body_bits(counts, exact) ? smooth : exact;
}

void write_header(BitWriter& writer, const Header& h, bool final) {
  writer.put(final, 1);
  writer.put(2, 2);
  writer.put(static_cast<std::uint32_t>(h.literal.size() - 257), 5);
  writer.put(static_cast<std::uint32_t>(h.distance.size() - 1), 5);
  writer.put(static_cast<std::uint32_t>(h.symbol_length_count - 4), 4);
  for (int i = 0; i < h.symbol_length_count; ++i) writer.put(h.symbol_lengths[code_length_order[i]], 3);
  const std::vector<std::uint16_t> codes = huffman_codes(h.symbol_lengths);
  for (const HeaderSymbol& s : h.symbols) {
    writer.put(codes[s.symbol], h.symbol_lengths[s.symbol]);
    writer.put(s.extra, s.extra_bits);
  }
}

}  // namespace

DeflateSymbol length_symbol(int length) {
  if (length == DeflateToken::longest) return {285, 0, 0};
  const unsigned n = static_cast<unsigned>(length - DeflateToken::shortest);
  if (n < 8) return {static_cast<std::uint16_t>(257 + n), 0, 0};
  const int extra = std::bit_width(n) - 3;
  return {static_cast<std::uint16_t>(257 + 4 * extra + static_cast<int>(n >> extra)), static_cast<std::uint8_t>(extra),
          static_cast<std::uint16_t>(n & ((1u << extra) - 1))};
}

DeflateSymbol distance_symbol(int distance) {
  const unsigned n = static_cast<unsigned>(distance - 1);
  if (n < 4) return {static_cast<std::uint16_t>(n), 0, 0};
  const int extra = std::bit_width(n) - 2;
  return {static_cast<std::uint16_t>(2 * extra + static_cast<int>(n >> extra)), static_cast<std::uint8_t>(extra),
          static_cast<std::uint16_t>(n & ((1u << extra) - 1))};
}

void DeflateCounts::add(const DeflateToken& token) {
  if (token.is_literal()) {
    ++literal[token.distance];
    return;
  }
  const DeflateSymbol l = length_symbol(token.length), d = distance_symbol(token.distance);
  ++literal[l.symbol];
  ++distance[d.symbol];
  extra_bits += l.extra_bits + d.extra_bits;
}

void DeflateCounts::add(const DeflateCounts& other) {
  for (int i = 0; i < literals; ++i) literal[i] += other.literal[i];
  for (int i = 0; i < distances; ++i) distance[i] += other.distance[i];
  extra_bits += other.extra_bits;
}

std::uint64_t block_bits(const DeflateCounts& counts) {
  DeflateCounts closed = counts;
  closed.literal[DeflateCounts::end_of_block] = 1;
  const Header h = best_header(closed);
  return h.bits + body_bits(closed, h);
}

void BitWriter::put(std::uint32_t bits, int count) {
  pending_ |= std::uint64_t{bits} << pending_bits_;
  for (pending_bits_ += count; pending_bits_ >= 8; pending_bits_ -= 8) {
    bytes_.push_back(static_cast<std::uint8_t>(pending_));
    pending_ >>= 8;
  }
}

std::vector<std::uint8_t> BitWriter::finish() {
  if (pending_bits_ > 0) bytes_.push_back(static_cast<std::uint8_t>(pending_));
  pending_ = 0;
  pending_bits_ = 0;
  return std::move(bytes_);
}

void write_block(BitWriter& writer, std::span<const DeflateToken> tokens, bool final) {
  DeflateCounts counts;
  for (const DeflateToken& t : tokens) counts.add(t);
  counts.literal[DeflateCounts::end_of_block] = 1;
  const Header h = best_header(counts);
  write_header(writer, h, final);
  const std::vector<std::uint16_t> literal = huffman_codes(h.literal), distance = huffman_codes(h.distance);
  for (const DeflateToken& t : tokens) {
    if (t.is_literal()) {
      writer.put(literal[t.distance], h.literal[t.distance]);
      continue;
    }
    const DeflateSymbol l = length_symbol(t.length), d = distance_symbol(t.distance);
    writer.put(literal[l.symbol], h.literal[l.symbol]);
    writer.put(l.extra, l.extra_bits);
    writer.put(distance[d.symbol], h.distance[d.symbol]);
    writer.put(d.extra, d.extra_bits);
  }
  writer.put(literal[DeflateCounts::end_of_block], h.literal[DeflateCounts::end_of_block]);
}

}  // namespace asrg
