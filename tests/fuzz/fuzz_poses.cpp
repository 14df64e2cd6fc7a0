/// The files with poses of one format of data sets, read as a data set beside two small photos. The target poses_FORMAT is of that format.
#include "compress/image/png.h"
#include "compress/scene/scene.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/pose_files.h"

#include <cmath>

using namespace asrg;

namespace {

bool is_finite(const glm::vec3& v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

const fuzz::PoseFormat& format() {
  static const fuzz::PoseFormat& named = fuzz::pose_format(fuzz::target_name().substr(std::string_view("poses_").size()));
  return named;
}

/// Where photos lie is the same in each execution; only files with poses change.
std::filesystem::path prepared_folder() {
  const auto folder = fuzz::scratch_folder();
  ImageU8 image(fuzz::photo_size, fuzz::photo_size, 3);
  for (const std::string& name : format().photos) {
    std::filesystem::create_directories((folder / name).parent_path());
    write_png(folder / name, image);
  }
  for (const std::string& file : format().files) std::filesystem::create_directories((folder / file).parent_path());
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::filesystem::path folder = prepared_folder();
  const std::vector<fuzz::Bytes> files = fuzz::unbundle({data, size}, format().files.size());
  for (std::size_t i = 0; i < files.size(); ++i) fuzz::put(folder / format().files[i], files[i]);
  fuzz::accepts([&] {
    const Scene scene = load_scene(folder);
    fuzz::require(!scene.train.empty() || !scene.test.empty());
    for (const View& view : scene.train) {
      const Camera& c = view.camera;
      fuzz::require(is_finite(c.position) && is_finite(c.rotation[0]) && is_finite(c.rotation[1]) && is_finite(c.rotation[2]));
      fuzz::require(is_finite(glm::vec3(c.focal, c.principal_point.x)) && std::isfinite(c.principal_point.y));
      fuzz::require(view.camera.size == glm::ivec2(view.image.width, view.image.height));
    }
  });
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, [](fuzz::Bytes& bytes, fuzz::Random& random, std::size_t limit) {
    if (format().archive) return fuzz::mutate_archive(bytes, random, limit);
    fuzz::mutate_bundle(bytes, random, limit, format().files.size());
    return true;
  });
}
