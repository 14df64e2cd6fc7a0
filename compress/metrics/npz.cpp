#include "compress/metrics/npz.h"

#include "compress/io/npy.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace asrg {
namespace {

constexpr std::uint64_t largest_total = std::uint64_t{256} << 20;  // bytes of all arrays together, several times those of any LPIPS net

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw Error(ErrorKind::io, fmt::format("{}: {}", path.string(), what));
}

FloatArray to_floats(const NpyArray& array) {
  FloatArray floats;
  floats.shape = array.shape;
  floats.values.assign(array.values.begin(), array.values.end());
  return floats;
}

/// Unpacks one entry. Memory is not allocated by the stated size, which may be false, but grows with the bytes that are read.
std::vector<std::uint8_t> unpack(zip_t* archive, zip_uint64_t index, std::uint64_t size, const std::filesystem::path& path,
                                 const std::string& name) {
  constexpr std::size_t chunk = std::size_t{1} << 20;
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(archive, index, 0), zip_fclose);
  std::vector<std::uint8_t> bytes;
  zip_int64_t got = file ? 1 : -1;
  // One byte more than stated is asked for: libzip verifies the checksum when it reaches the end.
  while (got > 0 && bytes.size() <= size) {
    const std::size_t before = bytes.size();
    bytes.resize(before + std::min<std::uint64_t>(chunk, size - before + 1));
    got = zip_fread(file.get(), bytes.data() + before, bytes.size() - before);
    bytes.resize(before + static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)));
  }
  if (got != 0 || bytes.size() != size) fail(path, fmt::format("array {} is truncated or damaged", name));
  return bytes;
}

}  // namespace

std::map<std::string, FloatArray> read_npz(const std::filesystem::path& path) {
  int code = 0;
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (!archive) fail(path, code == ZIP_ER_NOENT ? "no such file" : "cannot be read as a .npz (ZIP) archive");
  std::map<std::string, FloatArray> arrays;
  std::uint64_t total = 0;
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) ||
        !(stat.valid & ZIP_STAT_NAME))
      fail(path, "the archive's directory is damaged");
    std::string name = stat.name;
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    if (stat.size > largest_total - total)
      fail(path, fmt::format("array {} makes the arrays larger than {} MiB", name, largest_total >> 20));
    total += stat.size;
    const auto bytes = unpack(archive.get(), static_cast<zip_uint64_t>(i), stat.size, path, name);
    arrays[name] = to_floats(parse_npy(bytes, fmt::format("{}: array {}", path.string(), name)));
  }
  return arrays;
}

}  // namespace asrg
