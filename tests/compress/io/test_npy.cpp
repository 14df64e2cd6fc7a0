#include "compress/io/npy.h"
#include "cuda/core/error.h"

#include <catch2/catch.hpp>

#include <cstring>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

std::vector<std::uint8_t> npy(int version, const std::string& header, std::size_t value_bytes) {
  std::vector<std::uint8_t> bytes{0x93, 'N', 'U', 'M', 'P', 'Y', static_cast<std::uint8_t>(version), 0};
  bytes.push_back(static_cast<std::uint8_t>(header.size() & 255));
  bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  if (version > 1) bytes.insert(bytes.end(), {0, 0});
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.resize(bytes.size() + value_bytes);
  return bytes;
}

const std::string plain = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n";

}  // namespace

TEST_CASE("float32 and float64 arrays of any format version", "[io]") {
  for (const int version : {1, 2, 3}) {
    auto bytes = npy(version, plain, 48);
    const double value = -2.5;
    std::memcpy(bytes.data() + bytes.size() - 8, &value, 8);
    const NpyArray array = parse_npy(bytes, "a.npy");
    CHECK(array.shape == std::vector<std::size_t>{2, 3});
    REQUIRE(array.values.size() == 6);
    CHECK(array.values[5] == -2.5);
  }
  auto bytes = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 8);
  const float value = 0.1f;
  std::memcpy(bytes.data() + bytes.size() - 4, &value, 4);
  CHECK(parse_npy(bytes, "a.npy").values == std::vector<double>{0.0, static_cast<double>(0.1f)});
}

TEST_CASE("a scalar and an empty array", "[io]") {
  CHECK(parse_npy(npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 8), "a.npy").values.size() == 1);
  CHECK(parse_npy(npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 17), }", 0), "a.npy").values.empty());
}

TEST_CASE("an array file that is damaged is an error", "[io]") {
  const auto good = npy(1, plain, 48);
  for (std::size_t length = 0; length < good.size(); ++length) {
    const std::vector<std::uint8_t> cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK_THROWS_AS(parse_npy(cut, "a.npy"), Error);
  }
  auto longer = good;
  longer.push_back(0);
  CHECK_THROWS_WITH(parse_npy(longer, "a.npy"), Contains("a.npy has 49 bytes of values, but its shape needs 48"));
  const auto with = [](const char* descr, const char* order, const char* shape) {
    return npy(1, std::string("{'descr': '") + descr + "', 'fortran_order': " + order + ", 'shape': (" + shape + "), }", 48);
  };
  CHECK_THROWS_WITH(parse_npy(with("<i8", "False", "2, 3"), "a.npy"), Contains("type '<i8'"));
  CHECK_THROWS_WITH(parse_npy(with("<f8", "True", "2, 3"), "a.npy"), Contains("Fortran"));
  CHECK_THROWS_WITH(parse_npy(with("<f8", "False", "99999999999999999999"), "a.npy"), Contains("impossible shape"));
  CHECK_THROWS_AS(parse_npy(with("<f8", "False", "999999999999, 999999999999"), "a.npy"), Error);
  CHECK_THROWS_AS(parse_npy(with("<f8", "False", "-2"), "a.npy"), Error);
  CHECK_THROWS_WITH(parse_npy(npy(9, plain, 48), "a.npy"), Contains("version 9"));
}
