#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asrg::test {

/// A program called colmap, first on the PATH while this object lives, that writes down its arguments, says what COLMAP says, and whose mapper
/// copies the models that it is given.
class FakeColmap {
 public:
  explicit FakeColmap(const std::filesystem::path& folder);
  ~FakeColmap();
  FakeColmap(const FakeColmap&) = delete;
  FakeColmap& operator=(const FakeColmap&) = delete;

  /// The mapper's next models: the folders in it, 0, 1, ...
  std::filesystem::path models() const { return folder_ / "models"; }
  /// What a command does in place of its work, in the shell's words ("kill -9 $$", "exit 3"); empty: its work.
  void instead(const std::string& command, const std::string& words);
  /// The commands so far, each with its arguments, and forgets them.
  std::vector<std::string> take_calls();

 private:
  std::filesystem::path folder_;
  std::string path_before_;
};

}  // namespace asrg::test
