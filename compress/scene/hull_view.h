#pragma once

#include "compress/scene/scene.h"
#include "compress/scene/silhouette.h"

namespace asrg {

/// What one view tells the visual hull about places in space.
class HullView {
 public:
  enum class Answer {
    unseen,      ///< outside the image, or behind the camera
    background,  ///< in the image, and no object near it
    object,      ///< in the image, and object near it
    mixed,       ///< of ask_ball only: the cells in the ball may have different answers
  };

  explicit HullView(const View& view);

  /// The answer for a cell.
  /// @param cell_radius of the cell's circumscribed sphere, world units
  /// @param margin see VisualHullOptions
  Answer ask(glm::vec3 centre, float cell_radius, float margin = 0) const;

  /// The answer that `ask` has for every cell whose centre lies in a ball; mixed where it is not certain that there is one for all.
  Answer ask_ball(glm::vec3 centre, float radius, float cell_radius, float margin = 0) const;

 private:
  const Camera& camera_;
  glm::mat3 to_camera_;
  float longest_focal_;
  float largest_squared_tangent_;  ///< of the angle from the optical axis; nothing farther out is in the image
  Silhouette silhouette_;
};

}  // namespace asrg
