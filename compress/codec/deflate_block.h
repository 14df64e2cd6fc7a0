#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// One step of a deflate stream (RFC 1951): a literal byte, or a copy of `length` bytes from `distance` bytes before.
struct DeflateToken {
  std::uint16_t length = 0;    ///< 3..258, or 0 for a literal
  std::uint16_t distance = 0;  ///< 1..32768, or the literal

  static constexpr int longest = 258;
  static constexpr int shortest = 3;

  bool is_literal() const { return length == 0; }
  int bytes() const { return is_literal() ? 1 : length; }
};

/// The symbol of a copy's length or distance, and number and value of the extra bits that follow it.
struct DeflateSymbol {
  std::uint16_t symbol;
  std::uint8_t extra_bits;
  std::uint16_t extra;
};
DeflateSymbol length_symbol(int length);
DeflateSymbol distance_symbol(int distance);

/// How often each symbol occurs in a block.
struct DeflateCounts {
  static constexpr int literals = 286, distances = 30, end_of_block = 256;

  std::array<std::uint32_t, literals> literal{};  ///< literals, end of block, lengths
  std::array<std::uint32_t, distances> distance{};
  std::uint64_t extra_bits = 0;

  void add(const DeflateToken& token);
  void add(const DeflateCounts& other);
};

/// Bits of a block with dynamic Huffman codes, header included.
std::uint64_t block_bits(const DeflateCounts& counts);

/// Writes bits, lowest first.
class BitWriter {
 public:
  void put(std::uint32_t bits, int count);
  /// The bytes so far, the last one zero-padded.
  std::vector<std::uint8_t> finish();

 private:
  std::vector<std::uint8_t> bytes_;
  std::uint64_t pending_ = 0;
  int pending_bits_ = 0;
};

/// Writes a block with dynamic Huffman codes.
void write_block(BitWriter& writer, std::span<const DeflateToken> tokens, bool final);

}  // namespace asrg
