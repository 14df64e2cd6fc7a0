#include "tests/compress/metrics/write_truth.h"

#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/image/encode_for_test.h"

#include <fmt/format.h>
#include <png.h>

#include <cmath>

namespace asrg::test {

std::vector<std::uint8_t> encode_grey_16(int width, int height, const std::vector<std::uint16_t>& values) {
  std::vector<std::vector<std::uint8_t>> rows(static_cast<std::size_t>(height));
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& row = rows[i / static_cast<std::size_t>(width)];
    row.push_back(static_cast<std::uint8_t>(values[i] >> 8));
    row.push_back(static_cast<std::uint8_t>(values[i] & 255));
  }
  return encode_png_kind(width, height, {PNG_COLOR_TYPE_GRAY, 16}, rows);
}

void write_truth(const std::filesystem::path& folder, const std::string& view, const Surface& surface, double depth_step) {
  ImageU8 normals(surface.width, surface.height, 3);
  std::vector<std::uint16_t> depths;
  for (std::size_t i = 0; i < surface.pixels.size(); ++i) {
    const SurfacePoint& p = surface.pixels[i];
    depths.push_back(p.opacity > 0 ? static_cast<std::uint16_t>(std::lround(p.depth / depth_step)) : std::uint16_t{0});
    if (!(p.opacity > 0)) continue;
    const glm::vec3 n = 127.5f + 127.5f * glm::normalize(p.normal);
    for (int c = 0; c < 3; ++c) normals.pixels[3 * i + static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(std::lround(n[c]));
  }
  const std::string stem = (folder / std::filesystem::path(view).replace_extension()).string();
  std::filesystem::create_directories(std::filesystem::path(stem).parent_path());
  write_png(stem + "_normal.png", normals);
  write_file_atomically(stem + "_depth.png", encode_grey_16(surface.width, surface.height, depths), false);
  write_text_file_atomically(folder / "truth.json", fmt::format("{{\"depth_step\": {}}}\n", depth_step), false);
}

}  // namespace asrg::test
