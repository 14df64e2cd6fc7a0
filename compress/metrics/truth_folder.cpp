#include "compress/metrics/truth_folder.h"

#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace asrg {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

double read_depth_step(const fs::path& path) {
  const json file = json::parse(read_text_file(path), nullptr, false);
  const json step = file.is_object() ? file.value("depth_step", json()) : json();
  if (!step.is_number() || !(step.get<double>() > 0) || !std::isfinite(step.get<double>()))
    throw Error(ErrorKind::io, fmt::format("{} is not a JSON object with \"depth_step\", a length above 0", path.string()));
  return step.get<double>();
}

fs::path beside(const fs::path& folder, const std::string& view, const char* ending) {
  return folder / (fs::path(view).replace_extension().string() + ending);
}

}  // namespace

TruthFolder::TruthFolder(const fs::path& folder) : folder_(folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) throw Error(ErrorKind::io, fmt::format("there is no folder {}", folder.string()));
  depth_step_ = read_depth_step(folder / "truth.json");
}

bool TruthFolder::has(const std::string& view) const {
  std::error_code ignored;
  return fs::exists(normals_of(view), ignored) || fs::exists(depths_of(view), ignored);
}

fs::path TruthFolder::normals_of(const std::string& view) const { return beside(folder_, view, "_normal.png"); }

fs::path TruthFolder::depths_of(const std::string& view) const { return beside(folder_, view, "_depth.png"); }

Surface TruthFolder::read(const std::string& view) const {
  const std::string normal_name = normals_of(view).string(), depth_name = depths_of(view).string();
  const ImageU8 normals = decode_png(read_file(normal_name), normal_name);
  const Image<std::uint16_t> depths = decode_grey_png_16(read_file(depth_name), depth_name);
  if (normals.channels != 3) throw Error(ErrorKind::io, fmt::format("{} is not an RGB picture", normal_name));
  if (normals.width != depths.width || normals.height != depths.height)
    throw Error(ErrorKind::io, fmt::format("{} has {}x{} pixels, {} has {}x{}", normal_name, normals.width, normals.height, depth_name,
                                           depths.width, depths.height));
  Surface surface(depths.width, depths.height, 1);
  for (int y = 0; y < surface.height; ++y)
    for (int x = 0; x < surface.width; ++x) {
      const int steps = *depths.at(x, y);
      if (steps == 0) continue;
      const std::uint8_t* p = normals.at(x, y);
      const glm::vec3 n = glm::vec3(p[0], p[1], p[2]) * (2.0f / 255.0f) - 1.0f;
      // Rounding to 8 bits changes the length by 0.007 at most: a larger deviation shows that the picture does not hold normals.
      if (std::abs(glm::length(n) - 1.0f) > 0.05f)
        throw Error(ErrorKind::io, fmt::format("{} is not a picture of unit normals: see its pixel ({}, {})", normal_name, x, y));
      *surface.at(x, y) = {glm::normalize(n), static_cast<float>(steps * depth_step_), 1.0f};
    }
  return surface;
}

}  // namespace asrg
