#include "tests/fuzz/mutate.h"

#include "compress/codec/archive.h"

#include <algorithm>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace asrg::fuzz {
namespace {

constexpr std::size_t margin = 64;  // by how much one mutation may make a part longer

bool is_png(const Bytes& bytes) { return bytes.size() > 8 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G'; }

}  // namespace

void mutate(Bytes& bytes, std::size_t most) {
  const std::size_t size = bytes.size(), room = std::max(std::min(size + margin, most), std::size_t{1});
  bytes.resize(std::max(room, size));
  bytes.resize(LLVMFuzzerMutate(bytes.data(), std::min(size, room), room));
}

bool mutate_archive(Bytes& archive, Random& random, std::size_t most) {
  std::vector<ArchiveEntry> entries;
  try {
    Problems ignored;
    entries = read_archive(archive, ignored);
  } catch (const ProblemError&) {
    return false;
  }
  if (entries.empty()) return false;
  const std::size_t i = random() % entries.size();
  ArchiveEntry& entry = entries[i];
  switch (random() % 32) {
    case 0: entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i)); break;
    case 1: std::swap(entry, entries[random() % entries.size()]); break;
    case 2: std::swap(entry.bytes, entries[random() % entries.size()].bytes); break;
    case 3: entry.name += static_cast<char>('0' + random() % 10); break;
    default:
      if (!is_png(entry.bytes) || !mutate_png(entry.bytes, random, most)) mutate(entry.bytes, most);
  }
  try {
    archive = write_archive(entries);
  } catch (const Error&) {  // e.g. two entries of one name
    return false;
  }
  return true;
}

void mutate_bundle(Bytes& bytes, Random& random, std::size_t most, std::size_t count) {
  std::vector<Bytes> files = unbundle(bytes, count);
  mutate(files[random() % count], most);
  bytes = bundle(files);
}

std::size_t custom(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed,
                   const std::function<bool(Bytes&, Random&, std::size_t)>& change) {
  Random random(seed);
  random.discard(2);
  Bytes bytes(data, data + size);
  if (random() % 16 == 0 || !change(bytes, random, most) || bytes.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

}  // namespace asrg::fuzz
