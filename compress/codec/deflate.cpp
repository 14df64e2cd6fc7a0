#include "compress/codec/deflate.h"

#include "cuda/core/error.h"

#include <libdeflate.h>
#include <tbb/parallel_for.h>
#include <zopfli/deflate.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace asrg {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};

std::vector<std::uint8_t> compress_fast(std::span<const std::uint8_t> bytes) {
  constexpr int level = 9;
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw Error(ErrorKind::runtime, "there is not enough memory to compress an atlas");
  std::vector<std::uint8_t> stream(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  stream.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), stream.data(), stream.size()));
  return stream;
}

/// Deflate blocks, not byte-aligned at their end.
struct Blocks {
  std::vector<std::uint8_t> bytes;
  int last_bits = 0;  ///< used bits of the last byte, 0: all
};

/// Zopfli's time goes with the input times the iterations; the gain of each further iteration shrinks quickly.
int iterations(std::size_t total_bytes) { return static_cast<int>(std::clamp<std::size_t>((std::size_t{24} << 20) / (total_bytes + 1), 5, 30)); }

Blocks compress_part(std::span<const std::uint8_t> bytes, std::size_t begin, std::size_t end, bool final, int iteration_count) {
  ZopfliOptions options;
  ZopfliInitOptions(&options);
  options.numiterations = iteration_count;
  options.blocksplittingmax = 0;
  unsigned char bit = 0, *out = nullptr;
  std::size_t size = 0;
  ZopfliDeflatePart(&options, 2, final, bytes.data(), begin, end, &bit, &out, &size);
  Blocks blocks{std::vector<std::uint8_t>(out, out + size), bit};
  std::free(out);
  return blocks;
}

/// Puts the blocks one after another, bit by bit.
void append(std::vector<std::uint8_t>& stream, int& used_bits, const Blocks& blocks) {
  if (blocks.bytes.empty()) return;
  if (used_bits == 0)
    stream.insert(stream.end(), blocks.bytes.begin(), blocks.bytes.end());
  else
    for (const std::uint8_t b : blocks.bytes) {
      stream.back() |= static_cast<std::uint8_t>(b << used_bits);
      stream.push_back(static_cast<std::uint8_t>(b >> (8 - used_bits)));
    }
  const int total = used_bits + (blocks.last_bits == 0 ? 8 : blocks.last_bits);
  if (used_bits != 0 && total <= 8) stream.pop_back();
  used_bits = total % 8;
}

}  // namespace

std::vector<std::uint8_t> zlib_compress(std::span<const std::vector<std::uint8_t>> parts, Effort effort) {
  std::vector<std::uint8_t> all;
  std::vector<std::size_t> begin;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    begin.push_back(all.size());
    all.insert(all.end(), part.begin(), part.end());
  }
  if (effort == Effort::fast || all.empty()) return compress_fast(all);
  begin.push_back(all.size());

  std::vector<Blocks> blocks(begin.size() - 1);
  tbb::parallel_for(std::size_t{0}, blocks.size(), [&](std::size_t i) {
    blocks[i] = compress_part(all, begin[i], begin[i + 1], i + 1 == blocks.size(), iterations(all.size()));
  });
  std::vector<std::uint8_t> stream{0x78, 0xda};
  int used_bits = 0;
  for (const Blocks& b : blocks) append(stream, used_bits, b);
  const std::uint32_t checksum = libdeflate_adler32(1, all.data(), all.size());
  for (int shift = 24; shift >= 0; shift -= 8) stream.push_back(static_cast<std::uint8_t>(checksum >> shift));
  return stream;
}

}  // namespace asrg
