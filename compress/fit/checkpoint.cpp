#include "compress/fit/checkpoint.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cstring>
#include <type_traits>

namespace asrg {
namespace {

constexpr char magic[8] = {'A', 'S', 'R', 'G', 'c', 'k', 'p', '3'};

/// FNV-1a, 64 bit: notices damage, not malice.
std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const std::uint8_t b : bytes) hash = (hash ^ b) * 0x100000001b3ULL;
  return hash;
}

class Writer {
 public:
  template <class T>
  void operator()(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    append(&value, sizeof(T));
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    (*this)(static_cast<std::uint64_t>(values.size()));
    append(values.data(), values.size() * sizeof(T));
  }
  std::vector<std::uint8_t> bytes;

 private:
  void append(const void* from, std::size_t count) {
    const auto* p = static_cast<const std::uint8_t*>(from);
    bytes.insert(bytes.end(), p, p + count);
  }
};

class Reader {
 public:
  Reader(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) : bytes_(bytes), path_(path) {}

  template <class T>
  void operator()(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(static_cast<void*>(&value), take(sizeof(T)), sizeof(T));
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > bytes_.size() / sizeof(T)) truncated();
    values.resize(count);
    if (count) std::memcpy(static_cast<void*>(values.data()), take(count * sizeof(T)), count * sizeof(T));
  }

 private:
  const std::uint8_t* take(std::size_t count) {
    if (count > bytes_.size()) truncated();
    const std::uint8_t* p = bytes_.data();
    bytes_ = bytes_.subspan(count);
    return p;
  }
  [[noreturn]] void truncated() const { throw Error(ErrorKind::io, fmt::format("{}: the checkpoint is truncated", path_.string())); }

  std::span<const std::uint8_t> bytes_;
  const std::filesystem::path& path_;
};

/// One list of fields for both directions.
template <class Archive, class Checkpoint>
void transfer(Archive& archive, Checkpoint& c) {
  archive(c.scene);
  archive(c.seed);
  archive(c.lattice);
  archive(c.bricks);
  archive(c.state.residuals);
  archive(c.state.first_moment);
  archive(c.state.second_moment);
  archive(c.state.shader);
  archive(c.state.shader_first_moment);
  archive(c.state.shader_second_moment);
  archive(c.state.environment);
  archive(c.state.environment_first_moment);
  archive(c.state.environment_second_moment);
  archive(c.state.place_errors);
  archive(c.state.step);
  archive(c.position);
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const FitCheckpoint& checkpoint) {
  Writer body;
  transfer(body, checkpoint);
  Writer file;
  file(magic);
  file(checksum(body.bytes));
  file.bytes.insert(file.bytes.end(), body.bytes.begin(), body.bytes.end());
  write_file_atomically(path, file.bytes);
}

FitCheckpoint read_checkpoint(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  constexpr std::size_t header = sizeof(magic) + sizeof(std::uint64_t);
  if (bytes.size() < header || std::memcmp(bytes.data(), magic, sizeof(magic) - 1) != 0)
    throw Error(ErrorKind::invalid_file, fmt::format("{} is not a checkpoint of asrg build", path.string()));
  if (bytes[sizeof(magic) - 1] != static_cast<std::uint8_t>(magic[sizeof(magic) - 1]))
    throw Error(ErrorKind::unsupported, fmt::format("{}: the checkpoint was written by another version of asrg", path.string()));
  const auto body = std::span(bytes).subspan(header);
  std::uint64_t expected = 0;
  std::memcpy(&expected, bytes.data() + sizeof(magic), sizeof(expected));
  if (checksum(body) != expected) throw Error(ErrorKind::invalid_file, fmt::format("{}: the checkpoint is damaged", path.string()));
  FitCheckpoint c;
  Reader reader(body, path);
  transfer(reader, c);
  return c;
}

}  // namespace asrg
