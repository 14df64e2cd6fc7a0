#include "compress/io/file_kind.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>

namespace asrg {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool begins_as(std::string_view start, FileKind kind, const std::filesystem::path& file) {
  const auto holds = [start](std::string_view word) { return start.find(word) != std::string_view::npos; };
  switch (kind) {
    // Any ZIP archive begins like this: that of a model has the manifest near its beginning, or the extension .asrg.
    case FileKind::model: return start.starts_with("PK\x03\x04") && (holds(manifest_name) || lower_extension(file) == ".asrg");
    case FileKind::png: return start.starts_with(png_signature);
    case FileKind::mp4: return start.size() >= 8 && start.substr(4, 4) == "ftyp";
    case FileKind::checkpoint: return start.starts_with("ASRGckp");
    case FileKind::results: return start.starts_with("{") && holds("\"psnr\"");
    case FileKind::page: return lower(start.substr(0, 15)) == "<!doctype html>";
    case FileKind::saved_views: return start.starts_with("{") && (holds("\"pivot\"") || start == "{}" || start == "{}\n");
    case FileKind::curve: return start.starts_with("file,asked,bytes,");
    case FileKind::plot: return start.starts_with("<svg") && holds("data-bytes");
    case FileKind::report: return start.starts_with("<!doctype html>") && holds("content=\"asrg\"");
  }
  return false;
}

/// Reads a big-endian number of `bytes` bytes.
std::uint64_t read_big_endian(std::istream& stream, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<std::uint8_t>(stream.get());
  return value;
}

}  // namespace

std::string lower_extension(const std::filesystem::path& path) { return lower(path.extension().string()); }

const char* name_of(FileKind kind) {
  switch (kind) {
    case FileKind::model: return "an .asrg file";
    case FileKind::png: return "a PNG picture";
    case FileKind::mp4: return "an mp4 video";
    case FileKind::checkpoint: return "a checkpoint";
    case FileKind::results: return "a file of eval's results";
    case FileKind::page: return "an HTML page";
    case FileKind::saved_views: return "a file of saved views";
    case FileKind::curve: return "the table of a sweep";
    case FileKind::plot: return "the plot of a sweep";
    case FileKind::report: break;
  }
  return "a report of asrg";
}

bool is_of_kind(const std::filesystem::path& file, FileKind kind) {
  const auto bytes = read_file_start(file, 1 << 16);
  return bytes.empty() || begins_as({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, kind, file);
}

bool is_complete_mp4(const std::filesystem::path& file) {
  std::error_code error;
  const std::uint64_t end = std::filesystem::file_size(file, error);
  if (error) return false;
  std::ifstream stream(file, std::ios::binary);
  bool contents = false;
  std::uint64_t at = 0;
  while (at < end) {
    stream.seekg(static_cast<std::streamoff>(at));
    std::uint64_t size = read_big_endian(stream, 4), least = 8;
    char type[4] = {};
    stream.read(type, 4);
    if (size == 1) {  // the size follows as a 64-bit number
      size = read_big_endian(stream, 8);
      least = 16;
    } else if (size == 0) {  // the box extends to the end of the file
      size = end - at;
    }
    if (!stream || size < least || size > end - at) return false;
    contents = contents || std::string_view(type, 4) == "moov";
    at += size;
  }
  return contents;
}

FrameOutputKind frame_output_kind(const std::filesystem::path& output) {
  std::error_code ignored;
  const std::string extension = lower_extension(output);
  if (std::filesystem::is_directory(output, ignored) && extension != ".png" && extension != ".mp4") return FrameOutputKind::folder;
  if (extension == ".png") return FrameOutputKind::picture;
  if (extension == ".mp4") return FrameOutputKind::video;
  if (extension.empty()) return FrameOutputKind::folder;
  throw Error(
      ErrorKind::arguments,
      fmt::format("{}: {} files are not written; give a name that ends with .png or .mp4, or a folder for PNG frames: a name without "
                  "an ending, or with / behind it",
                  output.string(), extension));
}

}  // namespace asrg
