#include "compress/scene/camera_path.h"

#include "compress/scene/frame_camera.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {
namespace {

/// Changes a camera to one for pictures of `size`: the horizontal field of view and the principal point's offset from the centre are kept.
void fit_to(Camera& c, glm::ivec2 size) {
  const float scale = static_cast<float>(size.x) / static_cast<float>(c.size.x);
  c.principal_point = scale * (c.principal_point - 0.5f * glm::vec2(c.size)) + 0.5f * glm::vec2(size);
  c.focal *= scale;
  c.size = size;
}

}  // namespace

std::vector<Camera> read_camera_path(const std::filesystem::path& path, std::optional<glm::ivec2> size, glm::ivec2 fallback,
                                     glm::dvec3 origin_offset) {
  const nlohmann::json file = read_frames_file(path);
  const std::size_t count = file.at("frames").size();
  if (count == 0) throw Error(ErrorKind::io, fmt::format("{} has no frames", path.string()));
  std::vector<Camera> cameras;
  std::string ignored;
  for (std::size_t i = 0; i < count; ++i) {
    const FrameValues values(file, i, path);
    Camera c = frame_intrinsics(values, size.value_or(fallback), ignored);
    if (size) fit_to(c, *size);
    if (c.size.x > most_picture_side || c.size.y > most_picture_side) {
      throw Error(ErrorKind::io, fmt::format("{} has a camera for pictures of {} x {} pixels", values.where(), c.size.x, c.size.y));
    }
    c.position = read_frame_pose(values, c) - origin_offset;
    cameras.push_back(c);
  }
  return cameras;
}

}  // namespace asrg
