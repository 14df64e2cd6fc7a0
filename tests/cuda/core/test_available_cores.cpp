#include "cuda/core/available_cores.h"

#include <catch2/catch.hpp>
#include <tbb/global_control.h>

using namespace asrg;

TEST_CASE("a container's share of the processor is read as whole cores") {
  CHECK(quota_cores("200000 100000") == 2);
  CHECK(quota_cores("150000 100000") == 2);
  CHECK(quota_cores("50000 100000") == 1);
  CHECK(quota_cores("400000 50000") == 8);
  CHECK_FALSE(quota_cores("max 100000"));
  CHECK_FALSE(quota_cores(""));
  CHECK_FALSE(quota_cores("100000"));
  CHECK_FALSE(quota_cores("100000 0"));
  CHECK_FALSE(quota_cores("-1 100000"));
}

TEST_CASE("no more cores are available than TBB may use") {
  CHECK(available_cores() >= 1);
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  CHECK(available_cores() == 1);
}
