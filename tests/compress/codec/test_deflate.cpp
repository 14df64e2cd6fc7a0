#include <catch2/catch.hpp>

#include "compress/codec/deflate.h"
#include "compress/codec/deflate_block.h"
#include "compress/codec/deflate_matches.h"
#include "compress/codec/huffman.h"
#include "tests/cuda/grid/grid_for_test.h"

#include <zlib.h>

#include <cmath>
#include <numeric>

using namespace asrg;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// By zlib, a decoder that is not the one used elsewhere.
bool inflates_to(const Bytes& stream, const Bytes& expected) {
  Bytes out(expected.size() + 1);
  uLongf size = out.size();
  if (uncompress(out.data(), &size, stream.data(), stream.size()) != Z_OK || size != expected.size()) return false;
  out.resize(size);
  return out == expected;
}

bool survives(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& p : parts) all.insert(all.end(), p.begin(), p.end());
  return inflates_to(zlib_compress(parts, Effort::fast), all) && inflates_to(zlib_compress(parts, Effort::best), all);
}

Bytes noise(std::size_t n, int values, test::Random& random) {
  Bytes b(n);
  for (auto& x : b) x = static_cast<std::uint8_t>(random.below(values) * random.below(values) / values);
  return b;
}

}  // namespace

TEST_CASE("compressed bytes are those that go in") {
  test::Random random(1);
  CHECK(survives({}));
  CHECK(survives({{}, {}}));
  CHECK(survives({{0}}));
  CHECK(survives({{1, 2, 3}}));
  CHECK(survives({Bytes(100000, 0)}));
  CHECK(survives({Bytes(259, 7), {1}, Bytes(258, 7), {}, Bytes(257, 9)}));
  CHECK(survives({noise(5000, 256, random)}));
  CHECK(survives({noise(70000, 6, random), noise(3000, 200, random), Bytes(40000, 1), noise(70000, 3, random)}));
  Bytes every(256);
  std::iota(every.begin(), every.end(), std::uint8_t{0});
  Bytes far = noise(40000, 250, random);
  far.insert(far.end(), far.begin(), far.begin() + 30000);
  far.insert(far.end(), far.begin() + 7, far.begin() + 33000);
  CHECK(survives({every, every, far}));
  for (std::size_t n = 1; n < 40; ++n) CHECK(survives({noise(n, 4, random)}));
}

TEST_CASE("every length and distance has its deflate symbol") {
  int next = 3;
  for (int symbol = 257; symbol <= 284; ++symbol) {
    const int extra = symbol < 265 ? 0 : (symbol - 261) / 4;
    for (int k = 0; k < 1 << extra && next < 258; ++k, ++next) {
      const DeflateSymbol s = length_symbol(next);
      REQUIRE(s.symbol == symbol);
      REQUIRE(s.extra_bits == extra);
      REQUIRE(s.extra == k);
    }
  }
  CHECK(next == 258);
  CHECK(length_symbol(258).symbol == 285);
  next = 1;
  for (int symbol = 0; symbol < 30; ++symbol) {
    const int extra = symbol < 4 ? 0 : symbol / 2 - 1;
    for (int k = 0; k < 1 << extra; ++k, ++next) {
      const DeflateSymbol s = distance_symbol(next);
      REQUIRE(s.symbol == symbol);
      REQUIRE(s.extra_bits == extra);
      REQUIRE(s.extra == k);
    }
  }
  CHECK(next == 32769);
}

TEST_CASE("the announced bits of a block are those written") {
  test::Random random(2);
  for (const int values : {2, 20, 256}) {
    std::vector<DeflateToken> tokens;
    DeflateCounts counts;
    for (int i = 0; i < 3000; ++i) {
      DeflateToken t{0, static_cast<std::uint16_t>(random.below(values))};
      if (i > 100 && random.below(5) == 0)
        t = {static_cast<std::uint16_t>(3 + random.below(256)), static_cast<std::uint16_t>(1 + random.below(90))};
      tokens.push_back(t);
      counts.add(t);
    }
    BitWriter writer;
    write_block(writer, tokens, true);
    CHECK(writer.finish().size() == (block_bits(counts) + 7) / 8);
  }
}

TEST_CASE("copies that are offered exist, each at a smaller distance the shorter it is") {
  test::Random random(3);
  Bytes bytes = noise(3000, 5, random);
  bytes.resize(3600, 2);
  const DeflateMatches matches(bytes);
  int wrong = 0, found = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    DeflateMatch last{2, 0};
    for (const DeflateMatch& m : matches.at(i)) {
      ++found;
      wrong += m.length <= last.length || m.distance <= last.distance || m.distance > i || i + m.length > bytes.size();
      for (std::size_t k = 0; k < m.length; ++k) wrong += bytes[i + k] != bytes[i + k - m.distance];
      last = m;
    }
  }
  CHECK(wrong == 0);
  CHECK(found > 1000);
}

TEST_CASE("Huffman codes are complete, within the limit and close to the entropy") {
  test::Random random(4);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::uint32_t> counts(static_cast<std::size_t>(2 + random.below(280)));
    double total = 0, entropy = 0;
    for (auto& c : counts) {
      c = round < 4 ? 1u << std::min(random.below(40), 30) : static_cast<std::uint32_t>(random.below(1000));
      total += c;
    }
    for (const auto c : counts)
      if (c > 0) entropy -= c * std::log2(c / total);
    for (const int limit : {9, 15}) {
      const auto lengths = huffman_lengths(counts, limit);
      double kraft = 0, bits = 0;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        REQUIRE((lengths[i] > 0) == (counts[i] > 0));
        REQUIRE(lengths[i] <= limit);
        if (lengths[i] > 0) kraft += std::exp2(-lengths[i]);
        bits += double{lengths[i] * 1.0} * counts[i];
      }
      CHECK(kraft == 1.0);
      if (limit == 15 && round >= 4) CHECK(bits < entropy + total * 0.09);
    }
  }
  CHECK(huffman_lengths(std::vector<std::uint32_t>{0, 5, 0}, 15) == std::vector<std::uint8_t>{0, 1, 0});
  CHECK(huffman_lengths(std::vector<std::uint32_t>{0, 0}, 15) == std::vector<std::uint8_t>{0, 0});
  // The example of RFC 1951, 3.2.2: ABCDEFGH with lengths 3 3 3 3 3 2 4 4 has the codes 010 011 100 101 110 00 1110 1111.
  const std::vector<std::uint8_t> lengths{3, 3, 3, 3, 3, 2, 4, 4};
  CHECK(huffman_codes(lengths) == std::vector<std::uint16_t>{0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111});
}
