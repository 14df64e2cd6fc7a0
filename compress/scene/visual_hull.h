#pragma once

#include "compress/scene/hull_view.h"
#include "compress/scene/scene.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

struct VisualHullOptions {
  float tolerance = 0.02f;  ///< a cell is in the hull if at most this share of the views that see it sees background there
  float min_seen = 0.5f;    ///< and if at least this share of all views has it inside the image
  float margin = 0;         ///< pixels by which each silhouette is widened: for cameras whose poses are slightly wrong
};

/// Equal cells that fill a box: dims.x * dims.y * dims.z of them; x runs fastest, then y, then z.
struct HullGrid {
  Box box;
  glm::ivec3 dims{0};

  glm::vec3 cell() const { return (box.max - box.min) / glm::vec3(dims); }
  std::size_t size() const {
    return static_cast<std::size_t>(dims.x) * static_cast<std::size_t>(dims.y) * static_cast<std::size_t>(dims.z);
  }
  std::size_t index(glm::ivec3 c) const {
    return (static_cast<std::size_t>(c.z) * static_cast<std::size_t>(dims.y) + static_cast<std::size_t>(c.y)) *
               static_cast<std::size_t>(dims.x) +
           static_cast<std::size_t>(c.x);
  }
  bool contains(glm::ivec3 c) const { return glm::all(glm::greaterThanEqual(c, glm::ivec3(0))) && glm::all(glm::lessThan(c, dims)); }
};

/// The views' votes on each cell of a grid, counted with one margin. They give the hull for every tolerance up to the one of the count.
class HullVotes {
 public:
  const HullGrid& grid() const { return grid_; }

  /// 1 for each cell that lies in the visual hull, else 0.
  /// @param options its tolerance is at most that of the count
  std::vector<std::uint8_t> hull(const VisualHullOptions& options) const;

 private:
  friend class VisualHull;
  struct Votes {
    std::uint32_t seen = 0;        ///< views that have the cell inside their image
    std::uint32_t background = 0;  ///< of them those that see only background there; once these are too many, counting stops
  };

  HullGrid grid_;
  std::size_t views_ = 0;
  std::vector<Votes> votes_;
};

/// The silhouettes of a set of views, and the visual hull that they carve out of space. Made once and used for the object's box
/// (`scene_box`), for a hull of imperfect masks (`lenient_hull`) and for a fit's first bricks (`starting_bricks`).
///
/// A cell lies in the hull where no view (but for `tolerance`) sees only background. A view sees background at a cell when alpha
/// is 0 throughout the square, in its image, that encloses the projection of the cell's circumscribed sphere; parts that are
/// thinner than a cell therefore survive, and the hull is never too small. Views without masks (alpha 255) see object in all of their
/// image: with them alone the result is the region that at least `min_seen` of the views share.
///
/// Parallel, and deterministic.
class VisualHull {
 public:
  /// @param views stay where they are as long as this lives
  explicit VisualHull(std::span<const View> views);

  std::span<const View> views() const { return views_; }

  HullVotes vote(const HullGrid& grid, float largest_tolerance, float margin = 0) const;

  /// As vote(grid, options.tolerance, options.margin).hull(options).
  std::vector<std::uint8_t> carve(const HullGrid& grid, const VisualHullOptions& options = {}) const;

 private:
  using Votes = HullVotes::Votes;
  class Counter;

  std::span<const View> views_;
  std::vector<HullView> asked_;  ///< each view with its silhouette
};

}  // namespace asrg
