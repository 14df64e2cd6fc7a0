#include <catch2/catch.hpp>

#include "cuda/core/buffer.h"
#include "cuda/core/error.h"
#include "tests/sanitized.h"

#include <cstdint>
#include <numeric>
#include <optional>

using namespace asrg;

namespace {
std::vector<int> numbers(int n) {
  std::vector<int> v(static_cast<std::size_t>(n));
  std::iota(v.begin(), v.end(), 1);
  return v;
}
}  // namespace

TEST_CASE("a buffer gives back what was uploaded") {
  Device device = Device::cpu(1);
  const auto values = numbers(1000);
  Buffer<int> b(device, values);
  CHECK(b.size() == 1000);
  CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
  CHECK(b.download() == values);
  const std::vector<int> others(1000, 7);
  b.upload(others);
  CHECK(b.download() == others);
  b.zero();
  CHECK(b.download() == std::vector<int>(1000, 0));
  CHECK(zeroed<int>(device, 5).download() == std::vector<int>(5, 0));
}

TEST_CASE("an empty buffer is harmless") {
  Device device = Device::cpu(1);
  Buffer<int> none;
  CHECK(none.empty());
  CHECK(none.download().empty());
  none.zero();
  Buffer<int> zero(device, 0);
  CHECK(zero.empty());
  zero.upload({});
  zero.zero();
  CHECK(zero.download().empty());
}

TEST_CASE("a buffer moves its memory and leaves none behind") {
  Device device = Device::cpu(1);
  Buffer<int> a(device, numbers(10));
  const int* memory = a.data();
  Buffer<int> b(std::move(a));
  CHECK(b.data() == memory);
  CHECK(b.download() == numbers(10));
  CHECK(a.empty());
  CHECK(a.data() == nullptr);

  Buffer<int> c(device, numbers(3));
  c = std::move(b);
  CHECK(c.data() == memory);
  CHECK(c.download() == numbers(10));
  Buffer<int>& same = c;
  c = std::move(same);
  CHECK(c.download() == numbers(10));

  std::vector<Buffer<int>> many;
  for (int i = 0; i < 20; ++i) many.emplace_back(device, numbers(i));
  for (int i = 0; i < 20; ++i) REQUIRE(many[i].download() == numbers(i));
}

// A sanitizer's allocator ends the program instead.
#if !defined(ASRG_SANITIZED)
TEST_CASE("too little memory is an error that says how much was asked for") {
  Device device = Device::cpu(1);
  try {
    Buffer<std::uint8_t> b(device, std::size_t{1} << 60);
    FAIL("an exabyte was allocated");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::runtime);
    CHECK(std::string(e.what()).find("1099511627776 MiB") != std::string::npos);
  }
}
#endif

TEST_CASE("a buffer stays valid where its device is moved, and beyond the device's end") {
  const auto values = numbers(100);
  Buffer<int> b;
  {
    std::optional<Device> first(Device::cpu(1));
    b = Buffer<int>(*first, values);
    Device second(std::move(*first));
    first.reset();
    CHECK(b.download() == values);
    Device third = Device::cpu(1);
    third = std::move(second);
    CHECK(b.download() == values);
    b.zero();
  }
  CHECK(b.download() == std::vector<int>(100, 0));
  b.upload(values);
  CHECK(b.download() == values);
}
