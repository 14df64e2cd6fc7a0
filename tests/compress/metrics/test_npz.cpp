#include "tests/compress/metrics/npz_for_test.h"
#include "tests/support.h"

#include "cuda/core/error.h"
#include "compress/metrics/npz.h"

#include <catch2/catch.hpp>

#include <cstring>
#include <fstream>
#include <iterator>

using namespace asrg;

namespace {

const FloatArray a{{2, 3}, {1, 2, 3, 4, 5, 6}}, b{{2}, {-1, 0.5f}};

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// The sentence of the error that reading throws; empty where it throws none.
std::string error_of(const std::filesystem::path& path) {
  try {
    read_npz(path);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("arrays of a .npz are read by name, stored or deflated") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "arrays.npz";
  for (const bool deflate : {false, true}) {
    test::write_zip(path, {{"a.npy", test::npy_bytes(a)}, {"b.npy", test::npy_bytes(b)}}, deflate);
    const auto arrays = read_npz(path);
    REQUIRE(arrays.size() == 2);
    CHECK(arrays.at("a").shape == a.shape);
    CHECK(arrays.at("a").values == a.values);
    CHECK(arrays.at("b").shape == b.shape);
    CHECK(arrays.at("b").values == b.values);
  }
}

TEST_CASE("what is no .npz of arrays in C order is an error that names file and array") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "bad.npz";
  const auto error_with = [&](const std::string& bytes) {
    test::write_zip(path, {{"array.npy", bytes}});
    const std::string sentence = error_of(path);
    CHECK_THAT(sentence, Catch::Contains("bad.npz: array array "));
    return sentence;
  };
  const std::string good = test::npy_bytes(a);
  CHECK_THAT(error_with("text"), Catch::Contains("not a .npy file"));
  CHECK_THAT(error_with("this is certainly not an array"), Catch::Contains("not a .npy file"));
  CHECK_THAT(error_with(test::npy_bytes(a, "'descr': '<i4', 'fortran_order': False")), Catch::Contains("type '<i4'"));
  CHECK_THAT(error_with(test::npy_bytes(a, "'descr': '<f4', 'fortran_order': True")), Catch::Contains("Fortran order"));
  CHECK_THAT(error_with(good.substr(0, good.size() - 1)), Catch::Contains("its shape needs 24"));
  CHECK_THAT(error_with(good + "more"), Catch::Contains("its shape needs 24"));
  CHECK_THAT(error_with(good.substr(0, 20)), Catch::Contains("truncated"));
  CHECK_THAT(error_with(test::npy_bytes({{std::size_t{1} << 40}, {}})), Catch::Contains("truncated"));
  CHECK_THAT(error_with(test::npy_bytes({{1 << 20, 1 << 20, 1 << 20, 1 << 20}, {}})), Catch::Contains("truncated"));

  CHECK_THAT(error_of(folder.path() / "none.npz"), Catch::Contains("none.npz: no such file"));
  CHECK_THAT(error_of(folder.path()), Catch::Contains("cannot be read"));
  write_bytes(path, "text, and no archive");
  CHECK_THAT(error_of(path), Catch::Contains("bad.npz: cannot be read"));
}

TEST_CASE("a .npz cut short anywhere is an error") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "cut.npz";
  test::write_npz(path, {{"a", a}, {"b", b}});
  const std::string bytes = read_bytes(path);
  REQUIRE(error_of(path).empty());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    INFO(size << " of " << bytes.size() << " bytes");
    write_bytes(path, bytes.substr(0, size));
    CHECK_THAT(error_of(path), Catch::Contains("cut.npz"));
  }
}

TEST_CASE("a damaged byte of a .npz never changes a number") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "damaged.npz";
  test::write_npz(path, {{"a", a}, {"b", b}});
  const std::string bytes = read_bytes(path);
  int errors = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    INFO("byte " << i << " of " << bytes.size());
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x5a);
    write_bytes(path, damaged);
    try {
      const auto arrays = read_npz(path);
      // Names and dates have no checksum.
      for (const auto& [name, array] : arrays) CHECK((array.values == a.values || array.values == b.values));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::io);
      ++errors;
    }
  }
  CHECK(errors >= static_cast<int>(test::npy_bytes(a).size() + test::npy_bytes(b).size()));
}

TEST_CASE("a .npz that claims more than it holds, or too much in all, is an error") {
  const test::TemporaryDirectory folder;
  const auto path = folder.path() / "large.npz";
  // Overwrites the size of the second array in the archive's directory.
  const auto error_with_claim = [&](std::uint32_t size) {
    test::write_npz(path, {{"a", a}, {"b", b}});
    std::string bytes = read_bytes(path);
    const std::size_t second = bytes.rfind("PK\x01\x02");
    REQUIRE(second != std::string::npos);
    std::memcpy(bytes.data() + second + 24, &size, sizeof size);
    write_bytes(path, bytes);
    return error_of(path);
  };
  CHECK_THAT(error_with_claim(3), Catch::Contains("array b is truncated or damaged"));
  CHECK_THAT(error_with_claim(100u << 20), Catch::Contains("array b is truncated or damaged"));
  // Alone it would be allowed; the first array is counted too.
  CHECK_THAT(error_with_claim(256u << 20), Catch::Contains("array b makes the arrays larger than 256 MiB"));
  CHECK_THAT(error_with_claim(0xfffffff0u), Catch::Contains("array b makes the arrays larger than 256 MiB"));
}
