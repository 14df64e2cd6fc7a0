#include "compress/fit/land.h"

#include <algorithm>

namespace asrg {
namespace {

constexpr float least_zone = 0.5f, most_zone = 1.0f;
/// What is good enough, as a share of the limit.
constexpr double close = 0.985;

}  // namespace

std::optional<FittedFile> land(const ModelOfZone& model, const SizeLimit& limit) {
  const auto bytes = static_cast<double>(limit.bytes);
  const auto fast_size = [&](float zone) { return static_cast<double>(limit.file(model(zone), Effort::fast).size()); };
  std::optional<FittedFile> best;
  // Dead zones and the sizes of their files: one too large, one small enough. Sizes are those of the wanted effort, or reckoned from it.
  float low = least_zone, high = most_zone, zone = least_zone;
  double low_size = 0, high_size = 0, ratio = 1;
  for (int round = 0; round < 5; ++round) {
    FittedFile now{model(zone), {}, true, false};
    now.bytes = limit.file(now.model, limit.effort);
    const auto size = static_cast<double>(now.bytes.size());
    if (size <= bytes) {
      high = zone;
      high_size = size;
      if (!best || now.bytes.size() > best->bytes.size()) best = std::move(now);
      if (round == 0 || size >= close * bytes) break;
    } else {
      low = zone;
      low_size = size;
      if (zone >= most_zone) break;
    }
    if (round == 0) {
      if (limit.effort != Effort::fast) ratio = size / fast_size(zone);
      high_size = ratio * fast_size(most_zone);
      if (high_size > bytes) break;
    }
    const double share = (low_size - (1 + close) / 2 * bytes) / std::max(1.0, low_size - high_size);
    zone = std::clamp(low + static_cast<float>(share) * (high - low), low + 0.05f * (high - low), high);
  }
  return best;
}

}  // namespace asrg
