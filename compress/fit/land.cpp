#include "compress/fit/land.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace asrg {
namespace {

constexpr float least_zone = 0.5f, most_zone = 1.0f;
/// What is good enough, and what is aimed at, as a share of the limit.
constexpr double close = 0.98, aim = 0.992;
/// What the best effort makes of the bytes of a fast one, roughly: it is slow, so that it is asked for as seldom as can be. It gains most where most
/// symbols are 0; of 14 models of seven objects this is at most 0.015 off.
/// @param bytes_per_cell of the file, for each active cell
double usual_gain(double bytes_per_cell) { return std::min(0.98, 0.93 + 0.026 * bytes_per_cell); }

/// The size of a file by the dead zone, which it falls with: what is known of it. Narrow zones drop most, since most small symbols are barely so: between
/// known sizes it is taken to be linear in the root of the zone's width.
class SizeOfZone {
 public:
  void note(float zone, double size) { sizes_[std::sqrt((zone - least_zone) / (most_zone - least_zone))] = size; }

  /// Where the size should be `wanted`; an end where all are larger, or smaller.
  /// @param caution 0: where it should be; 1: in the middle between those that are too large and too small
  /// @pre two sizes are known
  float zone_for(double wanted, double caution = 0) const {
    const auto right = std::find_if(sizes_.begin(), sizes_.end(), [&](const auto& known) { return known.second <= wanted; });
    if (right == sizes_.begin()) return least_zone;
    const auto left = std::prev(right);
    if (right == sizes_.end()) return most_zone;
    const double share = (left->second - wanted) / std::max(1.0, left->second - right->second);
    const double inward = std::clamp(share + caution * (0.5 - share), 0.05, 0.95);
    const float root = left->first + static_cast<float>(inward) * (right->first - left->first);
    return least_zone + root * root * (most_zone - least_zone);
  }
  /// A file of the zone that zone_for(wanted) gave is of another size: the others are off by as much.
  void correct(double wanted, double size) {
    for (auto& known : sizes_) known.second *= size / wanted;
  }

 private:
  std::map<float, double> sizes_;  ///< by the root
};

}  // namespace

std::optional<FittedFile> land(const ModelOfZone& model, const SizeLimit& limit, std::int64_t cells, std::size_t undropped) {
  const auto bytes = static_cast<double>(limit.bytes);
  const double wanted = aim * bytes, gain = limit.effort == Effort::fast ? 1 : usual_gain(bytes / static_cast<double>(cells));
  const auto reckoned = [&](float zone) { return gain * static_cast<double>(limit.file(model(zone), Effort::fast).size()); };
  const auto written = [&](float zone) {
    FittedFile now{model(zone), {}, true, false};
    now.bytes = limit.file(now.model, limit.effort);
    return now;
  };
  double largest = undropped > 0 ? gain * static_cast<double>(undropped) : reckoned(least_zone);
  if (largest <= wanted) {
    FittedFile whole = written(least_zone);
    largest = static_cast<double>(whole.bytes.size());
    if (largest <= bytes) return whole;
  }
  SizeOfZone sizes;
  sizes.note(least_zone, largest);
  sizes.note(most_zone, reckoned(most_zone));
  float zone = sizes.zone_for(wanted);
  if (limit.effort != Effort::fast && zone < most_zone) {
    // With one look at a fast file the first slow one is close.
    sizes.note(zone, reckoned(zone));
    zone = sizes.zone_for(wanted);
  }
  std::optional<FittedFile> best;
  for (int round = 0; round < 5; ++round) {
    FittedFile now = written(zone);
    const auto size = static_cast<double>(now.bytes.size());
    const bool fits = size <= bytes, last = fits ? size >= close * bytes || zone <= least_zone : zone >= most_zone;
    if (fits && (!best || now.bytes.size() > best->bytes.size())) best = std::move(now);
    if (last) break;
    if (round == 0) sizes.correct(wanted, size);
    sizes.note(zone, size);
    zone = sizes.zone_for(wanted, 0.25 * round);
  }
  return best;
}

}  // namespace asrg
