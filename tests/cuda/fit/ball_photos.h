#pragma once

#include "cuda/fit/fit_engine.h"

#include <vector>

namespace asrg::test {

/// Photos of a plain ball of radius 0.7 about the origin, with alpha, and a place for a patch at every eighth pixel.
struct BallPhotos {
  std::vector<ImageU8> images;
  std::vector<TrainingPhoto> photos;
  std::vector<PatchPlace> places;

  explicit BallPhotos(int count = 8, int edge = 24);
};

/// 16 cells along each edge of [-1, 1]^3. @param mixed three of the eight bricks are split once
Topology box_topology(bool mixed);

/// Thin grey fog, and a random shader that is all but black.
FitState starting_state(const Topology& topology);

/// 24 patches on white, the same rate for all.
StepSettings step_settings();

}  // namespace asrg::test
