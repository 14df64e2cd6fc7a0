#include "compress/fit/land.h"

#include <algorithm>

namespace asrg {
namespace {

constexpr float least_zone = 0.5f, most_zone = 1.0f;
/// What is good enough, and what is aimed at, as a share of the limit.
constexpr double close = 0.98, aim = 0.992;
/// What the best effort makes of the bytes of a fast one, roughly: it is slow, so that it is asked for as seldom as can be.
constexpr double usual_gain = 0.967;

}  // namespace

std::optional<FittedFile> land(const ModelOfZone& model, const SizeLimit& limit, std::size_t undropped) {
  const auto bytes = static_cast<double>(limit.bytes);
  const double gain = limit.effort == Effort::fast ? 1 : usual_gain;
  const auto reckoned = [&](float zone) { return gain * static_cast<double>(limit.file(model(zone), Effort::fast).size()); };
  std::optional<FittedFile> best;
  // Two dead zones and the sizes of their files, reckoned or real.
  float low = least_zone, high = most_zone;
  double low_size = undropped > 0 ? gain * static_cast<double>(undropped) : reckoned(low), high_size = reckoned(high);
  for (int round = 0; round < 5; ++round) {
    const double share = low_size <= aim * bytes ? 0 : (low_size - aim * bytes) / std::max(1.0, low_size - high_size);
    const float zone = low + static_cast<float>(std::clamp(share, round > 0 ? 0.05 : 0.0, 1.0)) * (high - low);
    FittedFile now{model(zone), {}, true, false};
    now.bytes = limit.file(now.model, limit.effort);
    const auto size = static_cast<double>(now.bytes.size());
    if (round == 0) {
      const double off = size / (low_size + (zone - low) / (high - low) * (high_size - low_size));
      low_size *= off;
      high_size *= off;
    }
    const bool fits = size <= bytes;
    (fits ? high : low) = zone;
    (fits ? high_size : low_size) = size;
    if (fits && (!best || now.bytes.size() > best->bytes.size())) best = std::move(now);
    if (fits ? size >= close * bytes || zone <= least_zone : zone >= most_zone) break;
  }
  return best;
}

}  // namespace asrg
