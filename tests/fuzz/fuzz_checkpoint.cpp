/// A checkpoint whose checksum is right, up to where the fit would go on with it.
#include "compress/fit/checkpoint.h"
#include "compress/io/content_hash.h"
#include "cuda/grid/topology.h"
#include "tests/fuzz/mutate.h"

#include <cstring>
#include <span>

using namespace asrg;

namespace {

constexpr std::size_t header_bytes = 16;

void make_checksum_right(fuzz::Bytes& file) {
  const std::uint64_t hash = ContentHash().add(std::as_bytes(std::span(file).subspan(header_bytes))).value();
  std::memcpy(file.data() + header_bytes / 2, &hash, sizeof(hash));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::scratch_folder() / "checkpoint";
  fuzz::put(path, {data, size});
  fuzz::accepts([&] {
    FitCheckpoint c = read_checkpoint(path);
    const Topology topology = build_topology(c.lattice, std::move(c.bricks), 1 << 20);
    check_consistent(c.state, topology, 1, 1);
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
