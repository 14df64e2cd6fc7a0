#pragma once

#include "compress/fit/fit.h"
#include "compress/model/model.h"
#include "compress/scene/scene.h"
#include "cuda/core/device.h"

#include <atomic>

namespace asrg::test {

/// Photos of a ball of radius 0.8 about the origin, rendered analytically: the half x < 0 is plain, the half x > 0 carries a fine checker.
/// @param count views on a spiral; every fifth goes to `test`
Scene ball_scene(int count, int size);

/// The same ball in the middle of a large round room whose walls are painted, without alpha.
Scene ball_in_room(int count, int size);

/// For fits that nobody stops.
inline const std::atomic<bool> go_on{false};

/// 96 cells along the box, and so many steps: a second or two.
FitOptions quick_options(int steps = 220);

/// Whether two models round to the same, bit by bit.
bool same_symbols(const Model& a, const Model& b);

/// The model of a fit that is run to its end.
Model fitted(Device& device, const Scene& scene, const FitOptions& options, FitReport* report = nullptr);

/// Mean PSNR of a model over the scene's test views, on its own background.
double test_psnr(Device& device, const Scene& scene, const Model& model);

}  // namespace asrg::test
