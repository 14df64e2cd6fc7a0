#include "compress/text/units.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace asrg {
namespace {

/// The number at the beginning of `text`, and the unit that follows. @param what the expected quantity, for the error message
std::pair<double, std::string> number_and_unit(const std::string& text, const char* what) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !(value > 0) || !(value < 1e15)) throw Error(ErrorKind::arguments, fmt::format("'{}' is not {}", text, what));
  return {value, std::string(end, text.data() + text.size())};
}

}  // namespace

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
    if (error_y == std::errc() && y == end && size.x > 0 && size.y > 0 && size.x <= most_picture_side && size.y <= most_picture_side)
      return size;
  }
  throw Error(ErrorKind::arguments, fmt::format("'{0}' is not a size such as 800x600 (at most {1}x{1})", text, most_picture_side));
}

std::string format_bytes(std::int64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1000000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) * 1e-3);
  return fmt::format("{:.2f} MB", static_cast<double>(bytes) * 1e-6);
}

}  // namespace asrg
