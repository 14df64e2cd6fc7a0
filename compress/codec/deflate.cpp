#include "compress/codec/deflate.h"

#include "compress/codec/deflate_block.h"
#include "compress/codec/deflate_parse.h"
#include "cuda/core/error.h"

#include <libdeflate.h>

#include <memory>

namespace asrg {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};

std::vector<std::uint8_t> compress_fast(std::span<const std::uint8_t> bytes) {
  constexpr int level = 12;
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw Error(ErrorKind::runtime, "there is not enough memory to compress an atlas");
  std::vector<std::uint8_t> stream(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  stream.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), stream.data(), stream.size()));
  return stream;
}

std::vector<std::uint8_t> compress_best(std::span<const std::uint8_t> bytes, std::span<const std::size_t> parts) {
  BitWriter writer;
  writer.put(0x78, 8);
  writer.put(0xda, 8);
  const auto blocks = parse_blocks(bytes, parts);
  for (std::size_t i = 0; i < blocks.size(); ++i) write_block(writer, blocks[i], i + 1 == blocks.size());
  std::vector<std::uint8_t> stream = writer.finish();
  const std::uint32_t checksum = libdeflate_adler32(1, bytes.data(), bytes.size());
  for (int shift = 24; shift >= 0; shift -= 8) stream.push_back(static_cast<std::uint8_t>(checksum >> shift));
  return stream;
}

}  // namespace

std::vector<std::uint8_t> zlib_compress(std::span<const std::vector<std::uint8_t>> parts, Effort effort) {
  std::vector<std::uint8_t> all;
  std::vector<std::size_t> lengths;
  for (const auto& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
    lengths.push_back(part.size());
  }
  std::vector<std::uint8_t> fast = compress_fast(all);
  constexpr std::size_t too_slow = std::size_t{64} << 20;
  if (effort == Effort::fast || all.empty() || all.size() > too_slow) return fast;
  std::vector<std::uint8_t> best = compress_best(all, lengths);
  return best.size() < fast.size() ? best : fast;
}

}  // namespace asrg
