#include "compress/stereo/unmatched_views.h"

#include "compress/metrics/median.h"
#include "compress/text/name_list.h"

#include <fmt/format.h>

namespace asrg {
namespace {

/// Views with fewer interest points tell too little.
constexpr int least_points = 30;
constexpr std::size_t least_views = 10;
/// Of the interest points of a view that is odd, less than this share matches, and less than this part of the median share.
constexpr double odd_share = 0.08, odd_part = 0.2;
/// Where more than one of so many views is odd, nobody can say which are wrong.
constexpr std::size_t fewest_others = 5;

}  // namespace

OddViews unmatched_views(std::span<const View> views, std::span<const SearchedView> searched) {
  std::vector<double> shares;
  for (const SearchedView& v : searched)
    if (v.points >= least_points) shares.push_back(static_cast<double>(v.matched) / v.points);
  if (shares.size() < least_views) return {};
  const double limit = std::min(odd_share, odd_part * upper_median(shares));
  OddViews odd;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (searched[i].points < least_points || searched[i].matched >= limit * searched[i].points) continue;
    odd.views.push_back(i);
    names.push_back(views[i].name);
  }
  if (names.empty() || names.size() * fewest_others > shares.size()) return {};
  const bool one = names.size() == 1;
  odd.said = fmt::format(
      "what {} show{} is not found in the other photos where it would have to be: the camera{} may be wrong (another photo's, or found "
      "wrongly)",
      first_few(names, 5), one ? "s" : "", one ? "" : "s");
  return odd;
}

}  // namespace asrg
