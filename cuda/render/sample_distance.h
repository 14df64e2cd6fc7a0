#pragma once

namespace asrg {

/// Distance between samples along a ray, in cells of the leaf's own level, where a model states none.
constexpr float default_sample_distance = 0.5f;

}  // namespace asrg
