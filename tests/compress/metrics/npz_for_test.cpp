#include "tests/compress/metrics/npz_for_test.h"

#include <fmt/ranges.h>
#include <zip.h>

#include <stdexcept>

namespace asrg::test {

std::string npy_bytes(const FloatArray& array, const std::string& description) {
  std::string header = fmt::format("{{{}, 'shape': ({},), }}\n", description, fmt::join(array.shape, ", "));
  std::string bytes = "\x93NUMPY";
  bytes += {'\x01', '\x00', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(array.values.data()), array.values.size() * sizeof(float));
  return bytes;
}

void write_zip(const std::filesystem::path& path, const std::map<std::string, std::string>& files, bool deflate) {
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (!archive) throw std::runtime_error("zip_open: " + path.string());
  for (const auto& [name, bytes] : files) {
    const zip_int64_t index = zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0), 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("zip_close: " + path.string());
}

void write_npz(const std::filesystem::path& path, const std::map<std::string, FloatArray>& arrays) {
  std::map<std::string, std::string> files;
  for (const auto& [name, array] : arrays) files[name + ".npy"] = npy_bytes(array);
  write_zip(path, files);
}

}  // namespace asrg::test
