#include "compress/fit/odd_fits.h"

#include "compress/fit/photo_weights.h"
#include "compress/metrics/median.h"
#include "compress/text/name_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

namespace asrg {
namespace {

constexpr std::size_t fewest_others = 5;  ///< for each odd one, or it is a part of the object that is hard

double usual_psnr(std::span<const double> psnr) {
  std::vector<double> known;
  std::copy_if(psnr.begin(), psnr.end(), std::back_inserter(known), [](double p) { return std::isfinite(p); });
  return known.size() < least_photos ? -std::numeric_limits<double>::infinity() : upper_median(std::move(known));
}

}  // namespace

std::vector<std::size_t> odd_fits(std::span<const double> psnr) {
  const double least = usual_psnr(psnr) - far_below;
  std::vector<std::size_t> odd;
  for (std::size_t i = 0; i < psnr.size(); ++i)
    if (psnr[i] < least) odd.push_back(i);
  if (odd.size() * fewest_others > psnr.size()) odd.clear();
  return odd;
}

std::string oddly_fitted(const Scene& scene, std::span<const double> psnr) {
  const std::vector<std::size_t> odd = odd_fits(psnr);
  if (odd.empty()) return {};
  std::vector<std::string> names;
  double worst = psnr[odd.front()];
  for (const std::size_t i : odd) {
    names.push_back(scene.train[i].name);
    worst = std::min(worst, psnr[i]);
  }
  return fmt::format(
      "the model shows {} far worse than the other photos ({:.1f} dB{}, half of them above {:.1f} dB): {} may be wrong (mirrored, or "
      "another photo's), or something in the picture is only there; take what is wrong out of the data set",
      first_few(names), worst, names.size() > 1 ? " the worst" : "", usual_psnr(psnr), names.size() > 1 ? "their cameras" : "its camera");
}

}  // namespace asrg
