#include "cuda/metrics/npz.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <zip.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace asrg {
namespace {

constexpr std::uint64_t largest_array = std::uint64_t{1} << 30;

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
      if (number > largest_array) bad("is too large");
    } else if (digits) {
      array.shape.push_back(number);
      count *= number;
      if (count > largest_array) bad("is too large");
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

}  // namespace

std::map<std::string, FloatArray> read_npz(const std::filesystem::path& path) {
  int code = 0;
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (!archive) fail(path, code == ZIP_ER_NOENT ? "no such file" : "cannot be read as a .npz (ZIP) archive");
  std::map<std::string, FloatArray> arrays;
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  for (zip_int64_t i = 0; i < entries; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE) || !(stat.valid & ZIP_STAT_NAME))
      fail(path, "the archive's directory is damaged");
    std::string name = stat.name;
    if (stat.size > largest_array) fail(path, fmt::format("array {} is too large", name));
    std::vector<char> bytes(stat.size);
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen_index(archive.get(), static_cast<zip_uint64_t>(i), 0), zip_fclose);
    if (!file || zip_fread(file.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size()))
      fail(path, fmt::format("array {} is truncated or damaged", name));
    const FloatArray array = parse_npy(bytes, path, name);
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    arrays[name] = array;
  }
  return arrays;
}

}  // namespace asrg
