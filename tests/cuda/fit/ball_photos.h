#pragma once

#include "cuda/fit/fit_engine.h"

#include <vector>

namespace asrg::test {

/// Photos of a ball of one colour with radius 0.7 about the origin, with alpha, and a place for a patch at every eighth pixel.
struct BallPhotos {
  std::vector<ImageU8> images;
  std::vector<TrainingPhoto> photos;
  std::vector<PatchPlace> places;

  explicit BallPhotos(int count = 8, int edge = 24);
};

/// 16 cells along each edge of [-1, 1]^3. @param mixed three of the eight bricks are split once
Topology box_topology(bool mixed);

/// Thin grey fog, and a random shader whose output is nearly black.
FitState starting_state(const Topology& topology);

/// 24 patches on white; all learning rates are the same.
StepSettings step_settings();

}  // namespace asrg::test
