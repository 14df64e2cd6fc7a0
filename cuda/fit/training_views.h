#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/accumulate.h"
#include "cuda/core/random.h"
#include "cuda/fit/patch_loss.h"

#include <cstdint>

namespace asrg {

/// One training photo as kernels see it, its camera and its exposure put right.
struct TrainingView {
  Camera camera;
  const std::uint8_t* pixels;  ///< 8-bit RGBA, straight alpha, row by row from the top; in the device's memory
  glm::vec3 gain{1.0f};        ///< the photo's R, G, B are the model's times this ...
  glm::vec3 offset{0.0f};      ///< ... plus this: see PhotoCorrection
};

/// The photos as kernels see them, and what is known of the places where patches are drawn.
struct TrainingViews {
  const TrainingView* views;
  const PatchPlace* places;
  int place_count;
  const float* place_errors =
      nullptr;  ///< a place: the mean squared error last seen there, unseen_error before; null: patches lie anywhere
  std::uint64_t* noted_errors = nullptr;  ///< a place: what this step's patches saw; see note_error
};

/// Which pixels a patch covers: drawn at random for (seed, step, patch).
struct Patch {
  int view;
  int x, y;  ///< first pixel
  std::uint32_t random;
  std::int32_t place;
  bool guided;  ///< by errors: no fair sample of the photos
};

/// A guided patch lies where the error was largest among this many places: what is learnt already is looked at less often. Nine tenths of a
/// picture's squared error may lie in a twentieth of its pixels.
constexpr std::uint32_t place_candidates = 4;

/// Every other patch is guided, the others lie anywhere.
ASRG_HD inline Patch draw_patch(const TrainingViews& v, std::uint32_t seed, std::uint32_t step, std::uint32_t patch) {
  const std::uint32_t r = hash_u32(patch, step, seed);
  const auto any_place = [&](std::uint32_t random) {
    return static_cast<std::int32_t>((static_cast<std::uint64_t>(random) * static_cast<std::uint32_t>(v.place_count)) >> 32);
  };
  std::int32_t at = any_place(r);
  const bool guided = v.place_errors && patch % 2 == 1;
  for (std::uint32_t k = 1; guided && k < place_candidates; ++k) {
    const std::int32_t other = any_place(hash_u32(r, k, 3));
    if (v.place_errors[other] > v.place_errors[at]) at = other;
  }
  const PatchPlace place = v.places[at];
  const std::uint32_t s = hash_u32(r);
  const glm::ivec2 size = v.views[place.view].camera.size;
  const auto shifted = [](int first, std::uint32_t bits, int extent) {
    const int p = first + static_cast<int>(bits % patch_edge) - patch_edge / 2;
    const int last = extent - patch_edge;
    return p < 0 ? 0 : p > last ? last : p;
  };
  return {place.view, shifted(place.x, s, size.x), shifted(place.y, s >> 8, size.y), hash_u32(s), at, guided};
}

/// Notes a patch's mean squared error, in whatever order: the upper 24 bits count patches, the lower 40 sum in fixed point.
ASRG_HD inline void note_error(const TrainingViews& v, const Patch& patch, double squared_error) {
  if (!v.noted_errors) return;
  const double steps = squared_error / patch_rays * 1048576.0;
  fetch_add(v.noted_errors[patch.place], std::uint64_t{1} << 40 | static_cast<std::uint64_t>(steps < 4294967295.0 ? steps : 4294967295.0));
}

/// Takes over what a step's patches noted. Index: place.
struct TakeErrorsKernel {
  std::uint64_t* noted;
  float* errors;

  ASRG_HD void operator()(int i) const {
    const std::uint64_t n = noted[i];
    if (n == 0) return;
    errors[i] = static_cast<float>(n & 0xffffffffffULL) / (1048576.0f * static_cast<float>(n >> 40));
    noted[i] = 0;
  }
};

ASRG_HD inline glm::vec4 fetch_pixel(const TrainingViews& v, int view, int x, int y) {
  const TrainingView& t = v.views[view];
  const std::uint8_t* p = t.pixels + 4 * (static_cast<std::int64_t>(y) * t.camera.size.x + x);
  return glm::vec4(p[0], p[1], p[2], p[3]) * (1.0f / 255.0f);
}

}  // namespace asrg
