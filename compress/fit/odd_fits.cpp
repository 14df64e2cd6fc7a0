#include "compress/fit/odd_fits.h"

#include "compress/metrics/median.h"
#include "compress/text/name_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace asrg {
namespace {

constexpr double far_below = 6;           ///< dB below the median
constexpr std::size_t least_photos = 10;  ///< of fewer nobody can say what is usual
constexpr std::size_t fewest_others = 5;  ///< for each odd one, or it is a part of the object that is hard

}  // namespace

std::string oddly_fitted(const Scene& scene, std::span<const double> psnr) {
  std::vector<double> known;
  std::copy_if(psnr.begin(), psnr.end(), std::back_inserter(known), [](double p) { return std::isfinite(p); });
  if (known.size() < least_photos) return {};
  const double usual = upper_median(std::move(known));
  std::vector<std::string> names;
  double worst = usual;
  for (std::size_t i = 0; i < psnr.size(); ++i)
    if (psnr[i] < usual - far_below) {
      names.push_back(scene.train[i].name);
      worst = std::min(worst, psnr[i]);
    }
  if (names.empty() || names.size() * fewest_others > psnr.size()) return {};
  return fmt::format(
      "the model shows {} far worse than the other photos ({:.1f} dB{}, half of them above {:.1f} dB): {} may be wrong (mirrored, or "
      "another "
      "photo's), or something in the picture is only there; take what is wrong out of the data set",
      first_few(names), worst, names.size() > 1 ? " the worst" : "", usual, names.size() > 1 ? "their cameras" : "its camera");
}

}  // namespace asrg
