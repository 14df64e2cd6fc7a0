#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compress/codec/codec.h"
#include "compress/codec/layout.h"
#include "tests/compress/codec/decode_outcome.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/cuda/grid/grid_for_test.h"

using namespace asrg;
using test::harmless;
using test::outcome;
using test::refused;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// Changes one byte.
void flip(Bytes& bytes, test::Random& random) {
  bytes[static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())))] ^= static_cast<std::uint8_t>(1 + random.below(255));
}

Bytes first(std::span<const std::uint8_t> bytes, std::size_t n) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
}

}  // namespace

TEST_CASE("every truncation of a file is refused") {
  const Bytes file = encode_model(test::tiny_model(), Effort::best);
  REQUIRE(outcome(file) == std::nullopt);
  int accepted = 0;
  for (std::size_t n = 0; n < file.size(); ++n) accepted += !refused(std::span(file).first(n));
  CHECK(accepted == 0);
}

TEST_CASE("bytes before or behind the archive are refused") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  for (const std::size_t n : {1u, 2u, 21u, 22u, 1000u}) {
    for (const int fill : {0, 0x50}) {
      Bytes longer = file;
      longer.insert(longer.end(), n, static_cast<std::uint8_t>(fill));
      CHECK(refused(longer));
      longer = Bytes(n, static_cast<std::uint8_t>(fill));
      longer.insert(longer.end(), file.begin(), file.end());
      CHECK(refused(longer));
    }
  }
  Bytes twice = file;
  twice.insert(twice.end(), file.begin(), file.end());
  CHECK(refused(twice));
  CHECK(refused({}));
  CHECK(refused(Bytes(100000, 'P')));
}

TEST_CASE("every truncation of model.json is refused") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  std::size_t size = 0;
  test::with_entry(file, manifest_name, [&](Bytes& b) { size = b.size(); });
  int accepted = 0;
  for (std::size_t n = 0; n < size; n += n < 900 ? 1 : 13)
    accepted += !refused(test::with_entry(file, manifest_name, [&](Bytes& b) { b = first(b, n); }));
  CHECK(accepted == 0);
}

TEST_CASE("every truncation of an atlas is refused, as PNG and as content") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  for (int level = 0; level < 2; ++level) {
    std::size_t size = 0;
    test::with_entry(file, atlas_name(level), [&](Bytes& b) { size = b.size(); });
    int accepted = 0;
    // The last twelve bytes are IEND, which a decoder may do without.
    for (std::size_t n = 0; n + 12 < size; ++n)
      accepted += !refused(test::with_entry(file, atlas_name(level), [&](Bytes& b) { b = first(b, n); }));
    CHECK(accepted == 0);
    const std::size_t content = test::atlas_bytes(file, level).size();
    for (std::size_t n = 1; n < content; n += n < 600 ? 1 : 7)
      accepted += !refused(test::with_atlas(file, level, [&](Bytes& b) { b.resize(n); }));
    CHECK(accepted == 0);
    for (const std::size_t more : {1u, 64u, 5000u})
      CHECK(refused(test::with_atlas(file, level, [&](Bytes& b) { b.resize(content + more); })));
  }
}

TEST_CASE("flipped bytes of a file are harmless") {
  const Bytes file = encode_model(test::tiny_model(), Effort::best);
  test::Random random(1);
  int harmful = 0, refusals = 0;
  for (int i = 0; i < 3000; ++i) {
    Bytes damaged = file;
    const int flips = 1 + random.below(3);
    for (int k = 0; k < flips; ++k) flip(damaged, random);
    harmful += !harmless(damaged);
    refusals += outcome(damaged).has_value();
  }
  CHECK(harmful == 0);
  CHECK(refusals > 2500);
}

TEST_CASE("changed characters of model.json behind right checksums are harmless") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  constexpr std::string_view characters = "0123456789-+.eE,:[]{}\"nulltruefalse \xff";
  test::Random random(2);
  int harmful = 0;
  for (int i = 0; i < 2000; ++i) {
    const Bytes damaged = test::with_entry(file, manifest_name, [&](Bytes& b) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(static_cast<int>(b.size())));
      const auto c = static_cast<std::uint8_t>(characters[static_cast<std::size_t>(random.below(static_cast<int>(characters.size())))]);
      if (random.below(3) == 0)
        b.erase(b.begin() + at);
      else if (random.below(2) == 0)
        b.insert(b.begin() + at, c);
      else
        b[static_cast<std::size_t>(at)] = c;
    });
    harmful += !harmless(damaged);
  }
  CHECK(harmful == 0);
}

TEST_CASE("changed numbers in model.json are harmless") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  const std::vector<nlohmann::ordered_json> numbers{
      0,    1,     -1,     2,      7,   8,       127, 255, 256, 65536, 1 << 26, 1 << 30, 4294967295u, -2147483648ll, 9223372036854775807ll,
      1e18, 1e300, -1e300, 1e-300, 0.5, nullptr, "1"};
  int harmful = 0, cases = 0;
  const auto try_at = [&](const nlohmann::ordered_json::json_pointer& at) {
    for (const auto& n : numbers) {
      harmful += !harmless(test::with_json(file, [&](auto& json) { json[at] = n; }));
      ++cases;
    }
  };
  for (const char* path :
       {"/version", "/lattice/origin/0", "/lattice/cell", "/lattice/base_bricks/0", "/lattice/base_bricks/2", "/lattice/levels",
        "/levels/0/corners", "/levels/1/corners", "/levels/0/stored", "/levels/1/stored", "/levels/0/bytes", "/levels/1/bytes",
        "/levels/0/coding", "/levels/1/step/0", "/levels/0/step/3", "/offset/0", "/offset/7", "/background", "/provenance"})
    try_at(nlohmann::ordered_json::json_pointer(path));
  CHECK(harmful == 0);
  CHECK(cases > 400);
}

TEST_CASE("changed bytes of an atlas behind right checksums are harmless") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  test::Random random(3);
  int harmful = 0, accepted = 0;
  for (int i = 0; i < 1200; ++i) {
    const Bytes damaged = test::with_atlas(file, i % 2, [&](Bytes& b) {
      const int changes = 1 + random.below(3);
      for (int k = 0; k < changes; ++k) {
        // Half of the changes hit the octree codes at the beginning.
        const auto range = random.below(2) ? b.size() : std::min<std::size_t>(b.size(), 70);
        b[static_cast<std::size_t>(random.below(static_cast<int>(range)))] = static_cast<std::uint8_t>(random.bits());
      }
    });
    harmful += !harmless(damaged);
    accepted += !outcome(damaged).has_value();
  }
  CHECK(harmful == 0);
  CHECK(accepted > 100);
}

TEST_CASE("flipped bytes of a PNG behind a right archive are harmless") {
  const Bytes file = encode_model(test::tiny_model(), Effort::fast);
  test::Random random(4);
  int harmful = 0;
  for (int i = 0; i < 1000; ++i) harmful += !harmless(test::with_entry(file, atlas_name(i % 2), [&](Bytes& b) { flip(b, random); }));
  CHECK(harmful == 0);
}
