/// A checkpoint whose checksum is right, up to where the fit would go on with it.
#include "compress/fit/checkpoint.h"
#include "cuda/grid/topology.h"
#include "tests/fuzz/mutate.h"

#include <cstring>

using namespace asrg;

namespace {

constexpr std::size_t header_bytes = 16;

void make_checksum_right(fuzz::Bytes& file) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::size_t i = header_bytes; i < file.size(); ++i) hash = (hash ^ file[i]) * 0x100000001b3ULL;
  std::memcpy(file.data() + header_bytes / 2, &hash, sizeof(hash));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::scratch_folder() / "checkpoint";
  fuzz::put(path, {data, size});
  fuzz::accepts([&] {
    FitCheckpoint c = read_checkpoint(path);
    const Topology topology = build_topology(c.lattice, std::move(c.bricks), 1 << 20);
    check_consistent(c.state, topology, 1);
  });
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, [](fuzz::Bytes& file, fuzz::Random&, std::size_t limit) {
    if (file.size() < header_bytes) return false;
    fuzz::Bytes body(file.begin() + header_bytes, file.end());
    fuzz::mutate(body, limit - header_bytes);
    file.resize(header_bytes);
    file.insert(file.end(), body.begin(), body.end());
    make_checksum_right(file);
    return true;
  });
}
