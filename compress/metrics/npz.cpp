#include "compress/metrics/npz.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace asrg {
namespace {

constexpr std::uint64_t largest_total = std::uint64_t{256} << 20;  // bytes of all arrays together, several times those of any LPIPS net

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw Error(ErrorKind::io, fmt::format("{}: {}", path.string(), what));
}

/// The .npy format, versions 1 to 3: magic, version, header length, a Python dict as text, the numbers.
FloatArray parse_npy(const std::vector<char>& bytes, const std::filesystem::path& path, const std::string& name) {
  const std::string_view all(bytes.data(), bytes.size());
  const auto bad = [&](const char* what) { fail(path, fmt::format("array {} {}", name, what)); };
  if (all.size() < 12 || !all.starts_with("\x93NUMPY")) bad("is not in .npy format");
  const bool short_header = all[6] == 1;
  std::uint32_t length = 0;
  std::memcpy(&length, all.data() + 8, short_header ? 2 : 4);
  const std::size_t begin = short_header ? 10 : 12;
  if (length > all.size() - begin) bad("is truncated");
  const std::string_view header = all.substr(begin, length);
  if (header.find("'descr': '<f4'") == std::string_view::npos) bad("is not of type float32");
  if (header.find("'fortran_order': False") == std::string_view::npos) bad("is not in C order");
  const std::size_t open = header.find("'shape': ("), close = header.find(')', open);
  if (open == std::string_view::npos || close == std::string_view::npos) bad("has no shape");
  FloatArray array;
  std::uint64_t count = 1, number = 0;
  bool digits = false;
  for (const char c : header.substr(open + 10, close - open - 9)) {
    if (c >= '0' && c <= '9') {
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
      digits = true;
      if (number > largest_total) bad("is too large");
    } else if (digits) {
      array.shape.push_back(number);
      count *= number;
      if (count > largest_total) bad("is too large");
      number = 0;
      digits = false;
    }
  }
  const std::string_view body = all.substr(begin + length);
  if (body.size() != count * sizeof(float)) bad("has not as many numbers as its shape says");
  array.values.resize(count);
  if (count) std::memcpy(array.values.data(), body.data(), body.size());
  return array;
}

/// Unpacks one entry. Its stated size is only checked, never trusted: memory grows with what arrives.
std::vector<char> unpack(zip_t* archive, zip_uint64_t index, std::uint64_t size, const std::filesystem::path& path,
                         const std::string& name) {
  constexpr std::size_t chunk = std::size_t{1} << 20;
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(archive, index, 0), zip_fclose);
  std::vector<char> bytes;
  zip_int64_t got = file ? 1 : -1;
  // libzip compares the checksum when a read finds the end, so one is made past the last byte.
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
    arrays[name] = parse_npy(unpack(archive.get(), static_cast<zip_uint64_t>(i), stat.size, path, name), path, name);
  }
  return arrays;
}

}  // namespace asrg
