#include "compress/stereo/partners.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

constexpr std::size_t most_partners = 4;
/// Of the baseline over the distance: what is best (nine degrees), and the limits.
constexpr float best_baseline = 0.15f, least_baseline = 0.03f, largest_baseline = 0.7f;
/// Cosine of the angle between the optical axes.
constexpr float least_agreement = 0.6f;

}  // namespace

std::vector<int> stereo_partners(std::span<const Camera> cameras, int view, float distance) {
  struct Candidate {
    float fault;  ///< how far from the best baseline, as a logarithm
    int view;
  };
  const Camera& camera = cameras[view];
  std::vector<Candidate> candidates;
  for (int i = 0; i < static_cast<int>(cameras.size()); ++i) {
    if (i == view || glm::dot(cameras[i].rotation[2], camera.rotation[2]) < least_agreement) continue;
    const float baseline = glm::length(cameras[i].position - camera.position) / distance;
    if (baseline > least_baseline && baseline < largest_baseline) candidates.push_back({std::abs(std::log(baseline / best_baseline)), i});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.fault < b.fault; });
  std::vector<int> partners;
  for (std::size_t i = 0; i < std::min(most_partners, candidates.size()); ++i) partners.push_back(candidates[i].view);
  return partners;
}

}  // namespace asrg
