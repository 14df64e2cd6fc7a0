#include "compress/scene/photo_camera.h"

#include "compress/image/exif.h"
#include "compress/image/read_image.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {
namespace {

bool fits(const Camera& camera, glm::ivec2 size) {
  try {
    scaled_to(camera, size, "");
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

Camera scaled_to_photo(const Camera& camera, glm::ivec2 size, const std::filesystem::path& photo, const std::string& where) {
  try {
    return scaled_to(camera, size, where);
  } catch (const Error& error) {
    if (!fits(camera, {size.y, size.x}) || !swaps_sides(image_orientation(photo))) throw;
    throw Error(error.kind(),
                fmt::format("{}: the photo is stored turned by 90 degrees (EXIF orientation {}), turn its pixels, e.g. with mogrify "
                            "-auto-orient {}",
                            error.what(), image_orientation(photo), photo.string()));
  }
}

}  // namespace asrg
