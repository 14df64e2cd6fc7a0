#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include "tests/support.h"

#include <cstdio>

namespace asrg::test {
namespace {
bool skipped = false;
}

void skip(const char* reason) {
  skipped = true;
  std::printf("SKIPPED: %s\n", reason);
}

}  // namespace asrg::test

int main(int argc, char** argv) {
  const int failed = Catch::Session().run(argc, argv);
  return failed == 0 && asrg::test::skipped ? 77 : failed;
}
