#include "compress/scene/load_views.h"

#include "compress/image/downscale.h"
#include "compress/image/read_image.h"
#include "compress/scene/apply_mask.h"
#include "compress/scene/background_mask.h"
#include "compress/scene/checked_camera.h"
#include "cuda/core/error.h"

#include <tbb/parallel_for.h>

#include <exception>

namespace asrg {
namespace {

View load_view(const PosedImage& posed, const SceneOptions& options) {
  if (options.stop && *options.stop) throw Error(ErrorKind::runtime, "the data set is no longer wanted");
  View view{posed.name, posed.camera, read_image(posed.image), posed.depths};
  view.camera = scaled_to(view.camera, {view.image.width, view.image.height}, posed.image.string());
  if (!posed.mask.empty()) apply_mask_file(view.image, posed.mask);
  if (!has_transparency(view.image)) mask_background(view.image, options.mask_from_background, posed.image.string());
  view.image = downscale_area(view.image, options.downscale);
  view.camera = view.camera.downscaled(options.downscale);
  return view;
}

}  // namespace

std::vector<View> load_views(const std::vector<PosedImage>& images, const SceneOptions& options) {
  std::vector<View> views(images.size());
  std::vector<std::exception_ptr> errors(images.size());
  tbb::parallel_for(std::size_t{0}, images.size(), [&](std::size_t i) {
    try {
      views[i] = load_view(images[i], options);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  });
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return views;
}

}  // namespace asrg
