#include "compress/io/byte_reader.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace asrg;
using Catch::Matchers::Contains;

TEST_CASE("values are taken little-endian, one after another", "[io]") {
  const std::vector<std::uint8_t> bytes{0x01, 0x02, 0, 0, 0x80, 0x3f, 'h', 'i', 0, 7};
  ByteReader reader(bytes, "data");
  CHECK(reader.take<std::uint16_t>() == 0x0201);
  CHECK(reader.take<float>() == 1.0f);
  CHECK(reader.take_text() == "hi");
  CHECK(reader.remaining() == 1);
  CHECK(reader.take<std::uint8_t>() == 7);
  CHECK_THROWS_WITH(reader.take<std::uint8_t>(), "data is truncated");
}

TEST_CASE("a text without end and a count that cannot be true are errors", "[io]") {
  const std::vector<std::uint8_t> text{'a', 'b'};
  CHECK_THROWS_WITH(ByteReader(text, "data").take_text(), "data is truncated");
  const std::vector<std::uint8_t> count{3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6};
  CHECK(ByteReader(count, "data").take_count(2) == 3);
  CHECK_THROWS_WITH(ByteReader(count, "data").take_count(3), Contains("announces 3 items and has 6 bytes left"));
  const std::vector<std::uint8_t> huge(8, 0xff);
  CHECK_THROWS_AS(ByteReader(huge, "data").take_count(1), Error);
}
