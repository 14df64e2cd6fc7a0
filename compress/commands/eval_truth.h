#pragma once

#include "compress/metrics/geometry_error.h"
#include "compress/metrics/truth_folder.h"
#include "compress/scene/scene.h"
#include "cuda/render/renderer.h"

#include <optional>

namespace asrg {

/// Compares a model's normals and depths with the true ones (`asrg eval --truth`).
class TruthJudge {
 public:
  /// @param downscale factor by which the views' photos were reduced; true pictures have the size before
  /// @throws Error (io) as TruthFolder; Error (arguments) where the folder has none of the views
  TruthJudge(const std::filesystem::path& folder, const std::vector<View>& views, int downscale);

  /// @param name, camera of a view
  /// @return nothing where the folder has no truth of this view
  /// @throws Error (io) naming the picture that is broken or of another size
  std::optional<GeometryErrors> judge(Device& device, const RenderModel& model, const std::string& name, const Camera& camera) const;

 private:
  TruthFolder folder_;
  int downscale_;
};

}  // namespace asrg
