#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/accumulate.h"
#include "cuda/core/random.h"
#include "cuda/fit/patch_loss.h"

#include <cstdint>

namespace asrg {

/// One training photo as kernels see it, with its correction applied.
struct TrainingView {
  Camera camera;
  const std::uint8_t* pixels;  ///< 8-bit RGBA, straight alpha, row by row from the top; in the device's memory
  glm::vec3 gain{1.0f};        ///< the photo's R, G, B are gain times the model's, plus offset: see PhotoCorrection
  glm::vec3 offset{0.0f};
  float weight = 1;  ///< 0..1: of the patches that are drawn in this photo, the share that is kept; the others are drawn anew
};

/// The photos as kernels see them, and the errors of the places from which patches are drawn.
struct TrainingViews {
  const TrainingView* views;
  const PatchPlace* places;
  int place_count;
  /// Per place: the mean squared error when a patch was last drawn there, unseen_error before; null: no patch is guided.
  const float* place_errors = nullptr;
  std::uint64_t* noted_errors = nullptr;  ///< per place: the errors of this step's patches, see note_error
};

/// The pixels that a patch covers, drawn at random for (seed, step, patch).
struct Patch {
  int view;
  int x, y;              ///< first pixel
  std::uint32_t random;  ///< random bits for the patch's rays
  std::int32_t place;
  bool guided;  ///< chosen by errors, so that it must not count in a mean over the photos
};

/// A guided patch is drawn at the place with the largest error among this many random ones, so that pixels that are fitted well are drawn less often: nine
/// tenths of a picture's squared error may lie in a twentieth of its pixels.
constexpr std::uint32_t place_candidates = 4;
/// So often a patch is drawn anew that fell into a photo of little weight, which is enough unless most photos are such.
constexpr std::uint32_t most_redraws = 4;

/// Every other patch is guided, the others are drawn uniformly.
ASRG_HD inline Patch draw_patch(const TrainingViews& v, std::uint32_t seed, std::uint32_t step, std::uint32_t patch) {
  const std::uint32_t r = hash_u32(patch, step, seed);
  const auto any_place = [&](std::uint32_t random) {
    return static_cast<std::int32_t>((static_cast<std::uint64_t>(random) * static_cast<std::uint32_t>(v.place_count)) >> 32);
  };
  const auto weight_of = [&](std::int32_t place) { return v.views[v.places[place].view].weight; };
  std::int32_t at = any_place(r);
  for (std::uint32_t k = 0; k < most_redraws && unit_float(hash_u32(r, k, 4)) >= weight_of(at); ++k) at = any_place(hash_u32(r, k, 5));
  const bool guided = v.place_errors && patch % 2 == 1;
  for (std::uint32_t k = 1; guided && k < place_candidates; ++k) {
    const std::int32_t other = any_place(hash_u32(r, k, 3));
    if (v.place_errors[other] * weight_of(other) > v.place_errors[at] * weight_of(at)) at = other;
  }
  const PatchPlace place = v.places[at];
  const std::uint32_t s = hash_u32(r);
  const glm::ivec2 size = v.views[place.view].camera.size;
  const auto shifted = [](int first, std::uint32_t bits, int extent) {
    const int p = first + static_cast<int>(bits % patch_edge) - patch_edge / 2;
    const int last = extent - patch_edge;
    return p < 0 ? 0 : p > last ? last : p;
  };
  return {.view = place.view,
          .x = shifted(place.x, s, size.x),
          .y = shifted(place.y, s >> 8, size.y),
          .random = hash_u32(s),
          .place = at,
          .guided = guided};
}

/// Errors that a place's patches note in one step: the lower 40 bits are their sum in fixed point, the upper 24 their number.
constexpr int noted_sum_bits = 40;
constexpr float noted_error_steps = 1048576.0f;  ///< the sum is in units of 2^-20

/// Notes a patch's mean squared error. One integer addition, so that the order in which patches come does not matter.
ASRG_HD inline void note_error(const TrainingViews& v, const Patch& patch, double squared_error) {
  if (!v.noted_errors) return;
  const double steps = squared_error / patch_rays * noted_error_steps;
  fetch_add(v.noted_errors[patch.place],
            std::uint64_t{1} << noted_sum_bits | static_cast<std::uint64_t>(steps < 4294967295.0 ? steps : 4294967295.0));
}

/// Replaces the errors of places at which patches of a step were drawn by those that they noted, which are zeroed. Index: place.
struct TakeErrorsKernel {
  std::uint64_t* noted;
  float* errors;

  ASRG_HD void operator()(int i) const {
    const std::uint64_t n = noted[i];
    if (n == 0) return;
    const std::uint64_t sum = n & ((std::uint64_t{1} << noted_sum_bits) - 1);
    errors[i] = static_cast<float>(sum) / (noted_error_steps * static_cast<float>(n >> noted_sum_bits));
    noted[i] = 0;
  }
};

/// A pixel's colour and straight alpha, 0..1.
ASRG_HD inline glm::vec4 fetch_pixel(const TrainingViews& v, int view, int x, int y) {
  const TrainingView& t = v.views[view];
  const std::uint8_t* p = t.pixels + 4 * (static_cast<std::int64_t>(y) * t.camera.size.x + x);
  return glm::vec4(p[0], p[1], p[2], p[3]) * (1.0f / 255.0f);
}

}  // namespace asrg
