#include "compress/commands/eval_truth.h"

#include "compress/metrics/visible_surface.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

/// The inverse of Camera::downscaled(n). @param size of the photo, which may not be a multiple of n
Camera enlarged(Camera camera, int n, glm::ivec2 size) {
  camera.focal *= static_cast<float>(n);
  camera.principal_point *= static_cast<float>(n);
  camera.size = size;
  return camera;
}

}  // namespace

TruthJudge::TruthJudge(const std::filesystem::path& folder, const std::vector<View>& views, int downscale)
    : folder_(folder), downscale_(downscale) {
  if (std::none_of(views.begin(), views.end(), [&](const View& v) { return folder_.has(v.name); }))
    throw Error(ErrorKind::arguments, fmt::format("{} holds the truth of none of the {} views: there is no {}", folder.string(),
                                                  views.size(), folder_.normals_of(views.front().name).string()));
}

std::optional<GeometryErrors> TruthJudge::judge(Device& device, const RenderModel& model, const std::string& name,
                                                const Camera& camera) const {
  if (!folder_.has(name)) return std::nullopt;
  const Surface truth = folder_.read(name);
  const glm::ivec2 size(truth.width, truth.height), reduced = camera.size;
  if (size / downscale_ != reduced)
    throw Error(ErrorKind::io, fmt::format("{} has {}x{} pixels, but its photo, {}x{} after --downscale {}, has others",
                                           folder_.normals_of(name).string(), size.x, size.y, reduced.x, reduced.y, downscale_));
  return geometry_errors(visible_surface(device, model, enlarged(camera, downscale_, size)), truth);
}

}  // namespace asrg
