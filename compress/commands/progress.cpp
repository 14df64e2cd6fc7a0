#include "compress/commands/progress.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace asrg {
namespace {

std::string minutes(double seconds) {
  const int s = static_cast<int>(seconds + 0.5);
  return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60) : fmt::format("{}:{:02}", s / 60, s % 60);
}

/// Columns of the terminal: a longer line would wrap, and could not be overwritten.
std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {}
ProgressLine::~ProgressLine() { finish(); }

void ProgressLine::show(double fraction, const std::string& text) {
  if (quiet_) return;
  const auto now = Clock::now();
  const double interval = terminal_ ? 0.1 : 10.0;
  if (last_ != Clock::time_point{} && std::chrono::duration<double>(now - last_).count() < interval) return;
  last_ = now;
  fraction = std::clamp(fraction, 0.0, 1.0);
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string left = fraction > 0.005 ? minutes(elapsed * (1 - fraction) / fraction) : "-:--";
  if (terminal_) {
    constexpr int width = 24;
    const int filled = static_cast<int>(fraction * width);
    std::string bar = fmt::format("[{}{}] {:3.0f} %  left {}  {}", std::string(static_cast<std::size_t>(filled), '#'),
                                  std::string(static_cast<std::size_t>(width - filled), '.'), 100 * fraction, left, text);
    bar.resize(std::min(bar.size(), terminal_width() - 1));
    say("\r\033[K{}", bar);
    std::fflush(stderr);
    open_ = true;
  } else {
    say("{:3.0f} %, left {}, {}\n", 100 * fraction, left, text);
  }
}

void ProgressLine::finish() {
  if (open_) say("\n");
  open_ = false;
}

}  // namespace asrg
