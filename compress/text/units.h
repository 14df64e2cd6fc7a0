#pragma once

#include <glm/glm.hpp>

#include <cstdint>
#include <string>

namespace asrg {

// Quantities with units as text.

/// Largest width and height of a picture that is drawn, pixels.
constexpr int most_picture_side = 16384;

/// "90", "90s", "10m", "1.5h" -> seconds. @throws Error (arguments)
double parse_duration(const std::string& text);
/// "500000", "500kB", "5MB", "1.5MiB" -> bytes, at least 1. @throws Error (arguments)
std::int64_t parse_bytes(const std::string& text);
/// "800x600" -> {800, 600}. @throws Error (arguments)
glm::ivec2 parse_size(const std::string& text);
/// 123456 -> "123.5 kB"
std::string format_bytes(std::int64_t bytes);

}  // namespace asrg
