#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/random.h"
#include "cuda/fit/patch_loss.h"

#include <cstdint>

namespace asrg {

/// One training photo on the device.
struct TrainingView {
  Camera camera;
  std::int64_t first_pixel;  ///< its first RGBA pixel in TrainingViews::pixels
};

/// A place where patches are drawn from: the patch's first pixel is this, moved by up to half a patch.
struct PatchPlace {
  std::int32_t view;
  std::int16_t x, y;
};

/// The photos as kernels see them: 8-bit RGBA, straight alpha.
struct TrainingViews {
  const TrainingView* views;
  const std::uint8_t* pixels;
  const PatchPlace* places;
  int place_count;
};

/// Which pixels a patch covers: drawn at random for (seed, step, patch), without state.
struct Patch {
  int view;
  int x, y;  ///< first pixel
  std::uint32_t random;
};

ASRG_HD inline Patch draw_patch(const TrainingViews& v, std::uint32_t seed, std::uint32_t step, std::uint32_t patch) {
  const std::uint32_t r = hash_u32(patch, step, seed);
  const PatchPlace place = v.places[static_cast<std::uint32_t>((static_cast<std::uint64_t>(r) * static_cast<std::uint32_t>(v.place_count)) >> 32)];
  const std::uint32_t s = hash_u32(r);
  const glm::ivec2 size = v.views[place.view].camera.size;
  const auto shifted = [](int first, std::uint32_t bits, int extent) {
    const int p = first + static_cast<int>(bits % patch_edge) - patch_edge / 2;
    const int last = extent - patch_edge;
    return p < 0 ? 0 : p > last ? last : p;
  };
  return {place.view, shifted(place.x, s, size.x), shifted(place.y, s >> 8, size.y), hash_u32(s)};
}

ASRG_HD inline glm::vec4 fetch_pixel(const TrainingViews& v, int view, int x, int y) {
  const TrainingView& t = v.views[view];
  const std::uint8_t* p = v.pixels + 4 * (t.first_pixel + static_cast<std::int64_t>(y) * t.camera.size.x + x);
  return glm::vec4(p[0], p[1], p[2], p[3]) * (1.0f / 255.0f);
}

}  // namespace asrg
