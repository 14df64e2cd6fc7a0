/// A .npz file of LPIPS weights, and a .npy file.
#include "compress/io/npy.h"
#include "compress/metrics/npz.h"
#include "tests/fuzz/mutate.h"

#include <functional>
#include <numeric>

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto elements = [](const std::vector<std::size_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
  };
  const auto path = fuzz::scratch_folder() / "weights.npz";
  fuzz::put(path, {data, size});
  fuzz::accepts([&] {
    for (const auto& [name, array] : read_npz(path)) fuzz::require(array.values.size() == elements(array.shape));
  });
  fuzz::accepts([&] {
    const NpyArray array = parse_npy({data, size}, "array");
    fuzz::require(array.values.size() == elements(array.shape));
  });
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, fuzz::mutate_archive);
}
