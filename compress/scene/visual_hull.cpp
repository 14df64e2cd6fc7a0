#include "compress/scene/visual_hull.h"

#include <tbb/parallel_for.h>

#include <array>
#include <numeric>
#include <optional>

namespace asrg {
namespace {

/// Views are asked about cubes of `largest_edge` cells along an edge, and about ever smaller ones, by halves, where a view's answer is not the
/// same for the whole cube: most cubes lie wholly beside or wholly inside a silhouette. Szeliski, "Rapid octree construction from image
/// sequences", CVGIP 1993.
constexpr int levels = 4;
constexpr int largest_edge = 1 << (levels - 1);

}  // namespace

/// Counts the votes of one cube after the other. Each thread has its own counter.
class VisualHull::Counter {
 public:
  Counter(const std::vector<HullView>& views, const HullGrid& grid, float largest_tolerance, float margin, std::vector<Votes>& result)
      : views_(views),
        grid_(grid),
        cell_(grid.cell()),
        cell_diagonal_(glm::length(cell_)),
        margin_(margin),
        most_background_(static_cast<std::uint32_t>(largest_tolerance * static_cast<float>(views.size()))),
        result_(result),
        open_{} {
    open_[0].resize(views.size());
    std::iota(open_[0].begin(), open_[0].end(), 0u);
  }

  /// @param first the cube's first cell
  void count_cube(glm::ivec3 first) { count(first, levels - 1, open_[0], {}); }

 private:
  /// @param level the cube has 2^level cells along an edge
  /// @param views those whose answer for the cube is not known yet
  /// @param votes of the others
  void count(glm::ivec3 first, int level, const std::vector<std::uint32_t>& views, Votes votes) {
    if (level == 0) {
      for (const std::uint32_t i : views) {
        if (votes.background > most_background_) break;
        add(views_[i].ask(centre(first, 1), 0.5f * cell_diagonal_, margin_), votes);
      }
      result_[grid_.index(first)] = votes;
      return;
    }
    const int edge = 1 << level;
    const float radius = (0.5f * static_cast<float>(edge - 1) + 0.01f) * cell_diagonal_;
    auto& open = open_[static_cast<std::size_t>(levels - level)];
    open.clear();
    for (const std::uint32_t i : views) {
      if (votes.background > most_background_) break;
      const HullView::Answer answer = views_[i].ask_ball(centre(first, edge), radius, 0.5f * cell_diagonal_, margin_);
      if (answer == HullView::Answer::mixed)
        open.push_back(i);
      else
        add(answer, votes);
    }
    const glm::ivec3 last = glm::min(first + edge, grid_.dims);
    const bool decided = open.empty() || votes.background > most_background_;
    const int step = decided ? 1 : edge / 2;
    for (int z = first.z; z < last.z; z += step)
      for (int y = first.y; y < last.y; y += step)
        for (int x = first.x; x < last.x; x += step) {
          if (decided)
            result_[grid_.index({x, y, z})] = votes;
          else
            count({x, y, z}, level - 1, open, votes);
        }
  }

  static void add(HullView::Answer answer, Votes& votes) {
    votes.seen += answer != HullView::Answer::unseen;
    votes.background += answer == HullView::Answer::background;
  }

  glm::vec3 centre(glm::ivec3 first, int edge) const {
    return grid_.box.min + cell_ * (glm::vec3(first) + 0.5f * static_cast<float>(edge));
  }

  const std::vector<HullView>& views_;
  const HullGrid& grid_;
  glm::vec3 cell_;
  float cell_diagonal_;
  float margin_;
  std::uint32_t most_background_;
  std::vector<Votes>& result_;
  std::array<std::vector<std::uint32_t>, levels> open_;  ///< of each level, the views that the cube at work still has to ask
};

std::vector<std::uint8_t> HullVotes::hull(const VisualHullOptions& options) const {
  const auto least_seen = options.min_seen * static_cast<float>(views_);
  std::vector<std::uint8_t> hull(votes_.size());
  for (std::size_t i = 0; i < votes_.size(); ++i) {
    const auto seen = static_cast<float>(votes_[i].seen), background = static_cast<float>(votes_[i].background);
    hull[i] = votes_[i].seen > 0 && seen >= least_seen && background <= options.tolerance * seen;
  }
  return hull;
}

VisualHull::VisualHull(std::span<const View> views) : views_(views) {
  std::vector<std::optional<HullView>> made(views.size());
  tbb::parallel_for(std::size_t{0}, views.size(), [&](std::size_t i) { made[i].emplace(views[i]); });
  asked_.reserve(views.size());
  for (auto& view : made) asked_.push_back(std::move(*view));
}

HullVotes VisualHull::vote(const HullGrid& grid, float largest_tolerance, float margin) const {
  HullVotes result;
  result.grid_ = grid;
  result.views_ = views_.size();
  result.votes_.resize(grid.size());
  const glm::ivec3 cubes = (grid.dims + (largest_edge - 1)) / largest_edge;
  tbb::parallel_for(tbb::blocked_range<int>(0, cubes.x * cubes.y * cubes.z), [&](const tbb::blocked_range<int>& range) {
    Counter counter(asked_, grid, largest_tolerance, margin, result.votes_);
    for (int i = range.begin(); i < range.end(); ++i)
      counter.count_cube(largest_edge * glm::ivec3(i % cubes.x, i / cubes.x % cubes.y, i / (cubes.x * cubes.y)));
  });
  return result;
}

std::vector<std::uint8_t> VisualHull::carve(const HullGrid& grid, const VisualHullOptions& options) const {
  return vote(grid, options.tolerance, options.margin).hull(options);
}

}  // namespace asrg
