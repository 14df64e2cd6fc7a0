#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/silhouette.h"

namespace asrg {

/// One view as the visual hull asks it.
class HullView {
 public:
  enum class Answer {
    unseen,      ///< outside the image, or behind the camera
    background,  ///< in the image, and no object near it
    object,      ///< in the image, and object near it
    mixed,       ///< only for a ball: not the same for all cells in it
  };

  explicit HullView(const View& view);

  /// What the view says of a cell.
  /// @param cell_radius that of the cell's circumscribed sphere
  /// @param margin see VisualHullOptions
  Answer ask(glm::vec3 centre, float cell_radius, float margin = 0) const;

  /// What `ask` says of every cell whose centre lies in a ball; mixed where that is not sure.
  Answer ask_ball(glm::vec3 centre, float radius, float cell_radius, float margin = 0) const;

 private:
  const Camera& camera_;
  glm::mat3 to_camera_;
  float longest_focal_;
  float largest_squared_tangent_;  ///< of the angle off the optical axis that the image shows
  Silhouette silhouette_;
};

}  // namespace asrg
