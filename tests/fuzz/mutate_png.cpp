#include "tests/fuzz/mutate.h"

#include <zlib.h>

#include <algorithm>

namespace asrg::fuzz {
namespace {

constexpr std::size_t signature_bytes = 8, around = 12, most_unpacked = 1 << 20;

struct Chunk {
  Bytes type, data;
};

std::size_t u32(const Bytes& png, std::size_t at) {
  return std::size_t{png[at]} << 24 | std::size_t{png[at + 1]} << 16 | std::size_t{png[at + 2]} << 8 | png[at + 3];
}

void append_u32(Bytes& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// As many chunks as are whole.
std::vector<Chunk> chunks_of(const Bytes& png) {
  std::vector<Chunk> chunks;
  std::size_t at = signature_bytes;
  while (png.size() >= at + around && u32(png, at) <= png.size() - at - around) {
    const auto type = png.begin() + static_cast<std::ptrdiff_t>(at + 4), data = type + 4;
    const std::size_t size = u32(png, at);
    chunks.push_back({Bytes(type, data), Bytes(data, data + static_cast<std::ptrdiff_t>(size))});
    at += around + size;
  }
  return chunks;
}

Bytes png_of(const Bytes& signature, const std::vector<Chunk>& chunks) {
  Bytes png = signature;
  for (const Chunk& c : chunks) {
    append_u32(png, c.data.size());
    const std::size_t begin = png.size();
    png.insert(png.end(), c.type.begin(), c.type.end());
    png.insert(png.end(), c.data.begin(), c.data.end());
    append_u32(png, crc32(0, png.data() + begin, static_cast<uInt>(png.size() - begin)));
  }
  return png;
}

/// Changes the filtered rows that a chunk holds, if it holds all of them.
bool mutate_rows(Bytes& stream, std::size_t most) {
  Bytes rows(std::min(std::max<std::size_t>(stream.size() * 64, 4096), most_unpacked));
  uLongf size = rows.size();
  if (uncompress(rows.data(), &size, stream.data(), stream.size()) != Z_OK) return false;
  rows.resize(size);
  mutate(rows, std::max(most, rows.size() + 16));
  stream.resize(compressBound(rows.size()));
  size = stream.size();
  const bool done = compress2(stream.data(), &size, rows.data(), rows.size(), Z_BEST_SPEED) == Z_OK;
  stream.resize(size);
  return done;
}

}  // namespace

bool mutate_png(Bytes& png, Random& random, std::size_t most) {
  std::vector<Chunk> chunks = chunks_of(png);
  if (chunks.empty()) return false;
  Chunk& chunk = chunks[random() % chunks.size()];
  const bool rows = chunk.type == Bytes{'I', 'D', 'A', 'T'};
  switch (random() % 16) {
    case 0: std::swap(chunk, chunks[random() % chunks.size()]); break;
    case 1: chunks.push_back(chunk); break;
    case 2: {
      static constexpr char types[][5] = {"PLTE", "tRNS", "gAMA", "iCCP", "sBIT", "bKGD", "tEXt", "zTXt", "eXIf", "IEND", "IDAT", "IHDR"};
      const char* type = types[random() % std::size(types)];
      chunks.insert(chunks.begin() + 1, {Bytes(type, type + 4), chunk.data});
      break;
    }
    case 3:
      // The header: each field is a byte that matters.
      if (!chunks[0].data.empty()) chunks[0].data[random() % chunks[0].data.size()] = static_cast<std::uint8_t>(random() % 17);
      break;
    default:
      if (!rows || random() % 4 == 0 || !mutate_rows(chunk.data, most)) mutate(chunk.data, most);
  }
  png = png_of(Bytes(png.begin(), png.begin() + signature_bytes), chunks);
  return true;
}

}  // namespace asrg::fuzz
