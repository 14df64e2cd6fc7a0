#include "compress/commands/command.h"

#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <csignal>

namespace asrg {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "it is set in a signal handler");

namespace {

/// The number at the beginning of `text` and the unit behind it.
std::pair<double, std::string> number_and_unit(const std::string& text, const char* what) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !(value > 0) || !(value < 1e15)) throw Error(ErrorKind::arguments, fmt::format("'{}' is not {}", text, what));
  return {value, std::string(end, text.data() + text.size())};
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  // The second Ctrl-C ends the program as usual.
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void DeviceOptions::add_to(CLI::App& command) {
  command.add_option("--device", device, "where to compute: auto (CUDA if there is such a device, else the CPU), cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "CPU threads; 0: all cores")->check(number_in(0, 1024))->capture_default_str();
}

Device DeviceOptions::open() const {
  return Device::open(device == "cuda"  ? DeviceChoice::cuda
                      : device == "cpu" ? DeviceChoice::cpu
                                        : DeviceChoice::automatic,
                      threads, deterministic);
}

void PrecisionOption::add_to(CLI::App& command) {
  command
      .add_option("--precision", name,
                  "draw from corners in floating point (exact), or in 8 bits as the viewer does (compact: less memory, faster)")
      ->check(CLI::IsMember({"exact", "compact"}))
      ->capture_default_str();
}

CLI::Validator number_in(double low, double high) {
  const std::string range = fmt::format("{} to {}", low, high);
  return CLI::Validator(
      [low, high, range](std::string& text) {
        double value = 0;
        const bool good = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
        return good ? std::string() : fmt::format("{} is not a number from {}", text, range);
      },
      range);
}

double parse_duration(const std::string& text) {
  const auto [value, unit] = number_and_unit(text, "a duration such as 90s, 10m or 1.5h");
  if (unit.empty() || unit == "s") return value;
  if (unit == "m" || unit == "min") return value * 60;
  if (unit == "h") return value * 3600;
  throw Error(ErrorKind::arguments, fmt::format("'{}' is not a duration such as 90s, 10m or 1.5h", text));
}

std::int64_t parse_bytes(const std::string& text) {
  const auto [value, unit] = number_and_unit(text, "a size such as 500kB, 5MB or 1.5MiB");
  const std::pair<const char*, double> units[] = {{"", 1},         {"B", 1},           {"kB", 1e3},          {"KB", 1e3},
                                                  {"k", 1e3},      {"MB", 1e6},        {"M", 1e6},           {"GB", 1e9},
                                                  {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}};
  for (const auto& [name, factor] : units)
    if (unit == name && value * factor >= 1 && value * factor < 9e18) return static_cast<std::int64_t>(value * factor);
  throw Error(ErrorKind::arguments, fmt::format("'{}' is not a size such as 500kB, 5MB or 1.5MiB", text));
}

glm::ivec2 parse_size(const std::string& text) {
  glm::ivec2 size(0);
  const char* end = text.data() + text.size();
  const auto [x, error_x] = std::from_chars(text.data(), end, size.x);
  if (error_x == std::errc() && x != end && *x == 'x') {
    const auto [y, error_y] = std::from_chars(x + 1, end, size.y);
    if (error_y == std::errc() && y == end && size.x > 0 && size.y > 0 && size.x <= 16384 && size.y <= 16384) return size;
  }
  throw Error(ErrorKind::arguments, fmt::format("'{}' is not a size such as 800x600 (at most 16384x16384)", text));
}

std::string format_bytes(std::int64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1000000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) * 1e-3);
  return fmt::format("{:.2f} MB", static_cast<double>(bytes) * 1e-6);
}

std::string json_text(const nlohmann::json& json) { return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace); }

nlohmann::json finite_json(double x) { return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr); }

}  // namespace asrg
