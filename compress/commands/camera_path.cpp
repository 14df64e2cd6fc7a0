#include "compress/commands/camera_path.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw Error(ErrorKind::io, fmt::format("{}: {}", path.string(), what));
}

float positive(const nlohmann::json& j, const char* key) {
  const auto it = j.find(key);
  return it != j.end() && it->is_number() && it->get<float>() > 0 && std::isfinite(it->get<float>()) ? it->get<float>() : 0.0f;
}

}  // namespace

std::vector<Camera> read_camera_path(const std::filesystem::path& path, glm::ivec2 size) {
  const nlohmann::json j = nlohmann::json::parse(read_text_file(path), nullptr, false);
  if (!j.is_object()) fail(path, "is not a JSON object");
  float focal = 0;
  if (const float angle = positive(j, "camera_angle_x"); angle > 0 && angle < 3.1f)
    focal = 0.5f * static_cast<float>(size.x) / std::tan(0.5f * angle);
  else if (const float width = positive(j, "w"); width > 0)
    focal = positive(j, "fl_x") * static_cast<float>(size.x) / width;
  if (!(focal > 0)) fail(path, "has neither camera_angle_x nor fl_x and w");
  const auto frames = j.find("frames");
  if (frames == j.end() || !frames->is_array() || frames->empty()) fail(path, "has no frames");
  std::vector<Camera> cameras;
  for (std::size_t i = 0; i < frames->size(); ++i) {
    const nlohmann::json& frame = (*frames)[i];
    const auto m = frame.is_object() ? frame.find("transform_matrix") : frame.end();
    glm::mat4 pose(0.0f);
    bool good = frame.is_object() && m != frame.end() && m->is_array() && m->size() >= 3;
    for (int r = 0; good && r < 3; ++r) {
      good = (*m)[r].is_array() && (*m)[r].size() == 4;
      for (int c = 0; good && c < 4; ++c) {
        good = (*m)[r][c].is_number() && std::isfinite((*m)[r][c].get<float>());
        if (good) pose[c][r] = (*m)[r][c].get<float>();
      }
    }
    if (!good) fail(path, fmt::format("frame {} has no transform_matrix of numbers", i));
    Camera camera;
    camera.rotation = glm::mat3(glm::vec3(pose[0]), -glm::vec3(pose[1]), -glm::vec3(pose[2]));
    camera.position = glm::vec3(pose[3]);
    camera.size = size;
    camera.focal = glm::vec2(focal);
    camera.principal_point = 0.5f * glm::vec2(size);
    cameras.push_back(camera);
  }
  return cameras;
}

}  // namespace asrg
