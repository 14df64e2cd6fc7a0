#include "compress/codec/deflate.h"

#include "cuda/core/error.h"

#include <libdeflate.h>

#include <memory>

namespace asrg {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};

std::vector<std::uint8_t> compress(std::span<const std::uint8_t> bytes, int level) {
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw Error(ErrorKind::runtime, "there is not enough memory to compress an atlas");
  std::vector<std::uint8_t> stream(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  stream.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(), stream.data(), stream.size()));
  return stream;
}

}  // namespace

std::vector<std::uint8_t> zlib_compress(std::span<const std::vector<std::uint8_t>> parts, Effort effort) {
  std::vector<std::uint8_t> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return compress(all, effort == Effort::fast ? 9 : 12);
}

}  // namespace asrg
