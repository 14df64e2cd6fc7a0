#pragma once

#include "tests/cuda/fit/patch_rig.h"
#include "tests/cuda/fit/reference.h"

#include <vector>

namespace asrg::test {

/// The loss of a rig's patches in double precision. The positions of samples are taken from the kernel once: they do not depend on any value.
class PatchReference {
 public:
  explicit PatchReference(PatchRig& rig);

  // What the loss depends on; tests change single numbers for central differences.
  Corners values;
  std::vector<double> shader;
  std::vector<Colour> environment;
  std::vector<double> highlights;  ///< 12 per texel
  struct Exposure {
    Colour log_gain, offset;
  };
  std::vector<Exposure> exposure;  ///< one per view

  double loss();
  /// The largest difference between the kernel's colours and these.
  double worst_colour() const;
  double squared_error() const;
  std::vector<std::int32_t> touched_corners() const;
  std::vector<int> touched_texels() const;
  std::int64_t samples() const;

 private:
  struct Pixel {
    std::vector<SamplePlace> places;
    int view;
    glm::vec3 direction;
    Colour drawn, target, background;
    int texel[4];
    double texel_weight[4];
    double opacity;
  };

  /// @param specular becomes the MLP's part of the colour
  Colour colour(const Pixel& p, const RayReference& ray, Colour& specular) const;

  LossSettings loss_;
  std::vector<Pixel> pixels_;
};

}  // namespace asrg::test
