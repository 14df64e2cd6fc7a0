#include "compress/stereo/sight_lines.h"

#include "compress/image/brightness.h"
#include "compress/image/downscale.h"
#include "compress/image/picture.h"
#include "compress/stereo/interest_points.h"
#include "compress/stereo/match_patch.h"
#include "compress/stereo/partners.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Photos are reduced until their longer edge has at most so many pixels.
constexpr int longest_edge = 700;
/// Edge of the blocks of which each gives one interest point, pixels; longer where there would be more blocks in all than `most_blocks`.
constexpr int least_block = 8;
constexpr double most_blocks = 300000;
constexpr int least_steps = 16, most_steps = 256;
/// The mean correlation of the two best partners, and by how much it must be above that at any other distance.
constexpr float least_correlation = 0.85f, least_lead = 0.05f;
/// Baseline over distance up to which nearly all surfaces look alike from both ends.
constexpr float well_suited = 0.35f;
/// Where less than this share of all interest points matches, most cameras are wrong, and what matches does so by chance: with right cameras 55 % to 92 % do, with
/// poses that are wrong by half a degree 5 %.
constexpr double least_share = 0.25;
/// Steps on either side that count as the same distance.
constexpr int same_distance = 2;

struct GreyPhoto {
  Camera camera;
  ImageU8 picture;
  ImageF brightness;  ///< over white, so that a patch beyond an outline matches nothing
};

GreyPhoto grey_photo(const View& view, const Camera& camera) {
  const int longer = std::max(view.image.width, view.image.height), shorter = std::min(view.image.width, view.image.height);
  const int n = std::clamp((longer + longest_edge - 1) / longest_edge, 1, shorter);
  GreyPhoto photo{camera.downscaled(n), downscale_area(view.image, n), {}};
  photo.brightness = brightness(to_8_bit(compose(photo.picture, 1.0f), 3), longer);
  return photo;
}

/// Is the object seen in all of a patch?
bool in_mask(const GreyPhoto& photo, glm::ivec2 pixel) {
  for (int y = -MatchPatch::radius; y <= MatchPatch::radius; ++y)
    for (int x = -MatchPatch::radius; x <= MatchPatch::radius; ++x)
      if (photo.picture.at(pixel.x + x, pixel.y + y)[3] < 128) return false;
  return true;
}

int block_edge(const std::vector<GreyPhoto>& photos) {
  double pixels = 0;
  for (const GreyPhoto& p : photos) pixels += static_cast<double>(p.brightness.width) * p.brightness.height;
  return std::max(least_block, static_cast<int>(std::ceil(std::sqrt(pixels / most_blocks))));
}

/// The search along the ray of one pixel. Distances are sampled evenly in their inverse, from infinity to the nearest, a pixel of a partner's apart.
class Sweep {
 public:
  Sweep(const std::vector<GreyPhoto>& photos, const std::vector<int>& partners, const GreyPhoto& photo, glm::ivec2 pixel, float nearest)
      : photos_(photos),
        partners_(partners),
        ray_(photo.camera.ray(glm::vec2(pixel) + 0.5f)),
        nearest_(nearest),
        reference_(patch_at(photo.brightness, pixel)) {
    textured_ = reference_.normalise();
    const float along = glm::dot(ray_.direction, photo.camera.rotation[2]);
    right_ = photo.camera.rotation[0] * (along / photo.camera.focal.x);
    down_ = photo.camera.rotation[1] * (along / photo.camera.focal.y);
  }

  struct Result {
    bool matched = false;  ///< do two others show the same at some distance?
    float distance = 0;    ///< 0 where none is clearly better than all others
  };

  Result search() {
    if (!textured_) return {};
    steps_ = count_steps();
    std::vector<float>& scores = scores_of_thread();
    scores.resize(static_cast<std::size_t>(steps_));
    for (int s = 0; s < steps_; ++s) scores[static_cast<std::size_t>(s)] = score(at_step(s));
    const int best = static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    if (scores[static_cast<std::size_t>(best)] < least_correlation) return {};
    // At the nearest distance the true one may be nearer still.
    if (best + 1 == steps_) return {true};
    for (int s = 0; s < steps_; ++s)
      if (std::abs(s - best) > same_distance && scores[static_cast<std::size_t>(s)] > scores[static_cast<std::size_t>(best)] - least_lead)
        return {true};
    return {true, at_step(best)};
  }

  glm::vec3 point_at(float distance) const { return ray_.origin + distance * ray_.direction; }

 private:
  static std::vector<float>& scores_of_thread() {
    static thread_local std::vector<float> scores;
    return scores;
  }

  /// The first step is a quarter of one before infinity.
  float at_step(int s) const { return nearest_ * (static_cast<float>(steps_) - 0.75f) / (static_cast<float>(s) + 0.25f); }

  /// As many as pixels lie between the images of the ray's two ends, in that partner in which they are farthest apart.
  int count_steps() const {
    constexpr float far_away = 1e4f;
    float pixels = 0;
    for (const int i : partners_) {
      glm::vec2 far(0), near(0);
      const Camera& camera = photos_[i].camera;
      const bool seen = camera.project(point_at(far_away * nearest_), far) && camera.project(point_at(nearest_), near);
      pixels = std::max(pixels, seen ? glm::length(far - near) : 0.5f * most_steps);
    }
    return static_cast<int>(std::clamp(pixels, static_cast<float>(least_steps), static_cast<float>(most_steps)));
  }

  /// The mean correlation of the two partners that agree best, so that the point may be hidden in the others; -1 where fewer than two show it.
  float score(float distance) const {
    const glm::vec3 point = point_at(distance);
    float best = -1, second = -1;
    for (const int i : partners_) {
      const GreyPhoto& photo = photos_[i];
      glm::vec2 centre, right, down;
      if (!photo.camera.project(point, centre) || !photo.camera.project(point + distance * right_, right) ||
          !photo.camera.project(point + distance * down_, down))
        continue;
      MatchPatch patch;
      if (!read_patch(photo.brightness, centre, right - centre, down - centre, patch)) continue;
      const float correlation = reference_.correlation(patch).value_or(-1.0f);
      second = std::max(second, std::min(best, correlation));
      best = std::max(best, correlation);
    }
    return second > -1 ? 0.5f * (best + second) : -1.0f;
  }

  const std::vector<GreyPhoto>& photos_;
  const std::vector<int>& partners_;
  Ray ray_;
  float nearest_;
  MatchPatch reference_;
  bool textured_;
  glm::vec3 right_, down_;  ///< a pixel's steps, at a distance of 1: the surface is taken to face the camera
  int steps_ = 0;
};

/// 1 where there is nothing to judge by.
double matched_share(const std::vector<SearchedView>& views) {
  double points = 0, matched = 0;
  for (const SearchedView& v : views) points += v.points, matched += v.matched;
  return points > 0 ? matched / points : 1.0;
}

}  // namespace

SightLines sight_lines(std::span<const View> views, std::span<const Camera> said, const Box& box, bool masked) {
  const int count = static_cast<int>(views.size());
  std::vector<GreyPhoto> photos(views.size());
  tbb::parallel_for(0, count, [&](int i) { photos[i] = grey_photo(views[i], said[i]); });
  std::vector<Camera> cameras;
  for (const GreyPhoto& p : photos) cameras.push_back(p.camera);
  const int block = block_edge(photos);
  const glm::vec3 centre = 0.5f * (box.min + box.max);
  const float diagonal = glm::length(box.max - box.min);
  std::vector<std::vector<SightLine>> found(views.size());
  SightLines all;
  all.views.resize(views.size());
  tbb::parallel_for(0, count, [&](int i) {
    const GreyPhoto& photo = photos[i];
    const glm::vec3 from = photo.camera.position;
    const float distance = std::max(glm::length(from - centre), 0.1f * diagonal);
    const auto partners = stereo_partners(cameras, i, distance);
    if (partners.size() < 2) return;
    const bool judged = glm::length(cameras[partners[1]].position - from) < well_suited * distance;
    const float to_box = glm::length(glm::clamp(from, box.min, box.max) - from);
    const float nearest = std::max(to_box * (masked ? 1.0f : 1.0f / 3), 0.05f * diagonal);
    for (const glm::ivec2 pixel : interest_points(photo.brightness, block, MatchPatch::radius + 2)) {
      if (!in_mask(photo, pixel)) continue;
      all.views[i].points += judged;
      Sweep sweep(photos, partners, photo, pixel, nearest);
      const Sweep::Result result = sweep.search();
      all.views[i].matched += judged && result.matched;
      if (result.distance > 0) found[i].push_back({i, sweep.point_at(result.distance)});
    }
  });
  if (matched_share(all.views) < least_share) return all;
  for (const auto& lines : found) all.lines.insert(all.lines.end(), lines.begin(), lines.end());
  return all;
}

SightLines sight_lines(std::span<const View> views, const Box& box, bool masked) {
  return sight_lines(views, cameras_of(views), box, masked);
}

}  // namespace asrg
