#include "compress/pose/colmap_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace asrg {

std::optional<double> ColmapProgress::take(const std::string& line) {
  const auto after = [&](const char* words) -> const char* {
    const auto at = line.find(words);
    return at == line.npos ? nullptr : line.c_str() + at + std::char_traits<char>::length(words);
  };
  unsigned a = 0, b = 0, c = 0, d = 0;
  std::optional<double> done;
  if (const char* text = after("Processed file ["); text && std::sscanf(text, "%u/%u", &a, &b) == 2 && b > 0) {
    done = static_cast<double>(a) / b;
    words_ = fmt::format("photo {} of {}", a, b);
  } else if (text = after("Matching block ["); text && std::sscanf(text, "%u/%u, %u/%u", &a, &b, &c, &d) == 4 && b > 0 && d > 0) {
    done = (static_cast<double>(a - 1) * d + c) / (static_cast<double>(b) * d);
    words_ = fmt::format("block {} of {}", (a - 1) * d + c, b * d);
  } else if (text && std::sscanf(text, "%u/%u", &a, &b) == 2 && b > 0) {
    done = static_cast<double>(a) / b;
    words_ = fmt::format("block {} of {}", a, b);
  } else if (text = after("Matching image ["); text && std::sscanf(text, "%u/%u", &a, &b) == 2 && b > 0) {
    done = static_cast<double>(a) / b;
    words_ = fmt::format("photo {} of {}", a, b);
  } else if (text = after("Registering image #"); text && std::sscanf(text, "%u (%u)", &a, &b) == 2) {
    done = static_cast<double>(b) / static_cast<double>(std::max<std::size_t>(photos_, 1));
    words_ = fmt::format("{} of {} photos placed", b, photos_);
  }
  if (!done || *done <= most_) return std::nullopt;
  most_ = std::min(*done, 1.0);
  return most_;
}

bool says_no_model(const std::string& line) {
  for (const char* words : {"failed to create sparse model", "No images with matches", "No good initial image pair", "Failed to create"})
    if (line.find(words) != line.npos) return true;
  return false;
}

}  // namespace asrg
