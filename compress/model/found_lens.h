#pragma once

#include "compress/scene/scene.h"
#include "cuda/camera/lens_change.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <vector>

namespace asrg {

/// The lens of one of a data set's cameras that a fit found not to be as stated. Photos of this camera that the fit did not see have the same lens.
struct FoundLens {
  glm::vec2 focal{1.0f}, principal_point{0.5f};  ///< as stated; shares of the picture's width and height
  float k1 = 0, k2 = 0, k3 = 0, p1 = 0, p2 = 0;  ///< as stated; see Camera
  LensChange change;

  /// That of a camera.
  static FoundLens of(const Camera& stated, const LensChange& change);
  /// Is this camera's lens the stated one? Pictures of other sizes may be rounded to whole pixels.
  bool is_of(const Camera& camera) const;

  bool operator==(const FoundLens&) const = default;
};

/// The change of a camera's lens: none where no lens of its kind was found.
LensChange change_of(const Camera& camera, std::span<const FoundLens> lenses);

nlohmann::json lens_json(const FoundLens& lens);
nlohmann::json lenses_json(std::span<const FoundLens> lenses);
/// Values that make no lens are skipped: safe on any JSON.
std::vector<FoundLens> read_lenses(const nlohmann::json& list);

}  // namespace asrg
