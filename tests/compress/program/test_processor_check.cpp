#include "compress/program/processor_check.h"

#include <catch2/catch.hpp>

#include <string>

using namespace asrg;

TEST_CASE("the first instruction set that a processor lacks is named") {
  CHECK(missing_processor_feature(0, 0) == nullptr);
  CHECK(missing_processor_feature(2 | 4, 2 | 4 | 8) == nullptr);
  CHECK(missing_processor_feature(2 | 4, 2) == std::string("FMA"));
  CHECK(missing_processor_feature(1 | 2 | 4 | 8, 1) == std::string("AVX2"));
  CHECK(missing_processor_feature(1 | 2 | 4 | 8, 0) == std::string("SSE 4.2"));
  CHECK(missing_processor_feature(64, 63) == std::string("AVX-512VL"));
}

TEST_CASE("a program knows what it was compiled for") {
#if defined(__AVX2__) && defined(__FMA__)
  CHECK((needed_processor_features & 6) == 6);
#endif
#if !defined(__AVX512F__)
  CHECK((needed_processor_features & 16) == 0);
#endif
  unsigned all = 0;
  for (const ProcessorFeature& f : processor_features) {
    CHECK((all & f.bit) == 0);
    all |= f.bit;
  }
  CHECK((needed_processor_features & ~all) == 0);
}
