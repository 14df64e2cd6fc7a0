#include "tests/compress/codec/hostile_files.h"

#include "compress/io/file.h"
#include "tests/support.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <zip.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace asrg::test {
namespace {

/// A zlib stream that is fed piece by piece.
class Deflater {
 public:
  Deflater() { deflateInit(&stream_, Z_BEST_COMPRESSION); }
  ~Deflater() { deflateEnd(&stream_); }

  void put(std::vector<std::uint8_t>& piece, bool last) {
    stream_.next_in = piece.data();
    stream_.avail_in = static_cast<uInt>(piece.size());
    std::uint8_t buffer[1 << 14];
    do {
      stream_.next_out = buffer;
      stream_.avail_out = sizeof buffer;
      deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      bytes.insert(bytes.end(), buffer, buffer + (sizeof buffer - stream_.avail_out));
    } while (stream_.avail_out == 0);
  }
  std::vector<std::uint8_t> bytes;

 private:
  z_stream stream_{};
};

void append_u32(std::vector<std::uint8_t>& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(std::vector<std::uint8_t>& png, const char* type, const std::vector<std::uint8_t>& data) {
  append_u32(png, data.size());
  const std::size_t begin = png.size();
  png.insert(png.end(), type, type + 4);
  png.insert(png.end(), data.begin(), data.end());
  append_u32(png, crc32(0, png.data() + begin, static_cast<uInt>(png.size() - begin)));
}

std::vector<std::uint8_t> long_text() {
  std::vector<std::uint8_t> piece(1 << 20, 'a');
  Deflater deflater;
  for (int i = 0; i < 7; ++i) deflater.put(piece, i == 6);
  const std::vector<std::uint8_t> before{'N', 'o', 't', 'e', 0, 0};
  deflater.bytes.insert(deflater.bytes.begin(), before.begin(), before.end());
  return std::move(deflater.bytes);
}

}  // namespace

void write_hostile_archive(const std::filesystem::path& path, const std::vector<RepeatedEntry>& entries) {
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (!zip) throw std::runtime_error("zip_open");
  std::vector<std::vector<zip_buffer_fragment_t>> fragments;
  for (const RepeatedEntry& e : entries) {
    auto* data = const_cast<zip_uint8_t*>(e.piece.data());
    fragments.emplace_back(e.times, zip_buffer_fragment_t{data, e.piece.size()});
    zip_source_t* source = zip_source_buffer_fragment(zip, fragments.back().data(), e.times, 0);
    const auto index = static_cast<zip_uint64_t>(zip_file_add(zip, e.name.c_str(), source, 0));
    const bool large = e.piece.size() * e.times > std::size_t{1} << 20;
    zip_set_file_compression(zip, index, large ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 1);
  }
  if (zip_close(zip) != 0) throw std::runtime_error("zip_close");
}

std::vector<std::uint8_t> hostile_png(std::size_t count, const std::function<std::uint8_t(std::size_t)>& value, int texts) {
  constexpr std::size_t width = 4096;
  const std::size_t height = (count + width - 1) / width;
  std::vector<std::uint8_t> png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, header;
  append_u32(header, width);
  append_u32(header, height);
  header.insert(header.end(), {8, 0, 0, 0, 0});
  append_chunk(png, "IHDR", header);
  if (texts > 0) {
    const std::vector<std::uint8_t> text = long_text();
    for (int i = 0; i < texts; ++i) append_chunk(png, "zTXt", text);
  }
  Deflater deflater;
  std::vector<std::uint8_t> row(width + 1);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) row[x + 1] = y * width + x < count ? value(y * width + x) : 0;
    deflater.put(row, y + 1 == height);
  }
  append_chunk(png, "IDAT", deflater.bytes);
  append_chunk(png, "IEND", {});
  return png;
}

Validation validate(const std::filesystem::path& file) {
  const TemporaryDirectory folder;
  const std::string out = folder.path() / "out", name = file.string();
  const char* program = ASRG_BINARY_DIR "/bin/asrg";
  char* argv[] = {const_cast<char*>(program), const_cast<char*>("validate"), const_cast<char*>(name.c_str()), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = 0;
  Validation result;
  if (posix_spawn(&child, program, &actions, nullptr, argv, environ) == 0) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
    result.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
    result.out = read_text_file(out);
  }
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

}  // namespace asrg::test
