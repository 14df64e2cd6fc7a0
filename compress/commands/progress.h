#pragma once

#include <chrono>
#include <string>

namespace asrg {

/// Shows the progress of long work on stderr: on a terminal a bar with the time left, else a line every ten seconds.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet = false);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// @param fraction 0..1; the time left is extrapolated from it
  void show(double fraction, const std::string& text);
  /// Ends the bar's line. Done by the destructor, too.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  bool quiet_, terminal_, open_ = false;
  Clock::time_point start_ = Clock::now(), last_{};
};

}  // namespace asrg
