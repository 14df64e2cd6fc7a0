#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <memory>

namespace asrg::fuzz {
namespace fs = std::filesystem;
namespace {

class Scratch {
 public:
  Scratch() {
    std::error_code none;
    const fs::path memory = "/dev/shm";
    std::string pattern = ((fs::is_directory(memory, none) ? memory : fs::temp_directory_path()) / "asrg-fuzz-XXXXXX").string();
    require(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

const fs::path& scratch_folder() {
  static const Scratch scratch;
  return scratch.path();
}

void put(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen(path.c_str(), "wb"), std::fclose);
  require(file && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size());
}

std::string text_of(std::span<const std::uint8_t> bytes) { return std::string(bytes.begin(), bytes.end()); }

}  // namespace asrg::fuzz
