/// A whole .asrg file: what is accepted is a model that can be saved and read again, and validation says the same as
/// decoding.
#include "compress/codec/codec.h"
#include "compress/model/symbols.h"
#include "tests/compress/codec/model_for_test.h"
#include "tests/fuzz/mutate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  Model m;
  const bool accepted = fuzz::accepts([&] { m = decode_model(file, "file"); });
  if (accepted)
    for (const Channels& r : residuals_of(m))
      for (const float x : r.v) fuzz::require(std::isfinite(x));
  constexpr unsigned seldom = 8;  // the rest takes five times as long
  if (std::accumulate(data, data + size, 0u) % seldom != 0) return 0;
  const Problems problems = validate_model_file(file);
  fuzz::require(accepted ==
                std::none_of(problems.begin(), problems.end(), [](const Problem& p) { return p.severity() == Severity::error; }));
  if (!accepted) return 0;
  // A file with padding may hold more corners than a tight one: such a model cannot be saved.
  std::vector<std::uint8_t> again;
  if (fuzz::accepts([&] { again = encode_model(m, Effort::fast); })) fuzz::require(test::same(decode_model(again, "again"), m));
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, fuzz::mutate_archive);
}
