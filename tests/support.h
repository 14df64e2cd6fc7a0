#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace asrg::test {

/// Marks the running test as skipped (shown by ctest as such). The caller returns right after it.
void skip(const char* reason);

/// A new directory in the system's temporary folder, removed with everything in it at the end of its scope.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "asrg-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The folder of external test data: $ASRG_TEST_DATA, else ../shared/data beside the checkout; nothing where it is absent.
inline std::optional<std::filesystem::path> external_data(const std::string& relative) {
  const char* environment = std::getenv("ASRG_TEST_DATA");
  const std::filesystem::path root = environment ? environment : std::filesystem::path(ASRG_SOURCE_DIR) / "../shared/data";
  const auto path = root / relative;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace asrg::test
