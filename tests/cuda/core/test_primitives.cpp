#include <catch2/catch.hpp>

#include "cuda/core/primitives.h"
#include "cuda/core/random.h"

#include <algorithm>
#include <set>

using namespace asrg;

TEST_CASE("a scan replaces counts by the sums of those before") {
  Device device = Device::cpu(2);
  for (const int n : {0, 1, 2, 1000, 70001}) {
    std::vector<std::int32_t> counts(static_cast<std::size_t>(n) + 1);
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = static_cast<std::int32_t>(hash_u32(1, static_cast<std::uint32_t>(i)) % 7);
    Buffer<std::int32_t> on_device(device, counts);
    const std::int32_t total = exclusive_scan(device, on_device);
    const auto sums = on_device.download();
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      REQUIRE(sums[i] == sum);
      sum += counts[i];
    }
    CHECK(total == sums.back());
  }
}

TEST_CASE("keys are sorted, and each is there once") {
  Device device = Device::cpu(2);
  for (const std::uint32_t n : {0u, 1u, 5u, 100000u}) {
    std::vector<std::uint64_t> keys(n);
    for (std::uint32_t i = 0; i < n; ++i) keys[i] = static_cast<std::uint64_t>(hash_u32(2, i) % (n / 2 + 1)) << 20;
    const std::set<std::uint64_t> expected(keys.begin(), keys.end());
    const auto sorted = sort_unique(device, Buffer<std::uint64_t>(device, keys)).download();
    CHECK(std::equal(sorted.begin(), sorted.end(), expected.begin(), expected.end()));
  }
}

TEST_CASE("the lower bound is the first key that is not smaller") {
  const std::uint64_t keys[] = {2, 3, 5, 5, 9};
  CHECK(lower_bound(keys, 0, 5, 0) == 0);
  CHECK(lower_bound(keys, 0, 5, 5) == 2);
  CHECK(lower_bound(keys, 0, 5, 6) == 4);
  CHECK(lower_bound(keys, 0, 5, 10) == 5);
  CHECK(lower_bound(keys, 3, 4, 9) == 4);
  CHECK(lower_bound(keys, 2, 2, 0) == 2);
}
