#pragma once

#include "compress/image/image_pyramid.h"
#include "compress/scene/scene.h"

#include <span>
#include <vector>

namespace asrg {

/// What photos show of a point.
struct PointInPhotos {
  int photos = 0;          ///< that show it
  glm::vec3 colour{0.0f};  ///< in most of them, Y Co Cg
  /// 0..1: high where most photos show one colour though each has texture there, as they do of a point on a surface. Where there is no texture, they tell
  /// nothing: 0.
  float consistency = 0;
};

/// Tells surfaces from empty space by the photos' agreement: Seitz and Dyer, "Photorealistic scene reconstruction by voxel coloring", CVPR 1997. What stands
/// in front of a point in some of the photos is not taken for it: the photos that differ most from the median do not count.
class PhotoConsistency {
 public:
  /// @param views whose images outlive this
  explicit PhotoConsistency(std::span<const View> views);

  /// @param world a point; at infinity photos show nothing of it
  /// @param size the extent in world units that is looked at around it
  PointInPhotos at(glm::vec3 world, float size) const;

 private:
  std::span<const View> views_;
  std::vector<ImagePyramid> photos_;
};

}  // namespace asrg
