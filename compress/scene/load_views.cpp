#include "compress/scene/load_views.h"

#include "compress/image/downscale.h"
#include "compress/image/read_image.h"
#include "compress/scene/apply_mask.h"
#include "compress/scene/background_mask.h"
#include "compress/scene/photo_camera.h"
#include "cuda/core/error.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <exception>
#include <unordered_map>

namespace asrg {
namespace {

void make_opaque(ImageU8& rgba) {
  for (std::size_t i = 3; i < rgba.pixels.size(); i += 4) rgba.pixels[i] = 255;
}

/// True where one colour fills 95 % of the pixels that alpha hides: programs that cut an object out fill the rest with black or white.
bool hides_one_colour(const ImageU8& rgba) {
  std::unordered_map<std::uint32_t, std::size_t> counts;
  std::size_t hidden = 0, most = 0;
  for (std::size_t i = 0; i < rgba.pixels.size(); i += 4) {
    const std::uint8_t* p = rgba.pixels.data() + i;
    if (p[3] != 0) continue;
    ++hidden;
    // So many colours are those of a real background; the rest need not be counted.
    if (counts.size() > 4096) return false;
    most = std::max(most, ++counts[static_cast<std::uint32_t>(p[0] << 16 | p[1] << 8 | p[2])]);
  }
  return hidden > 0 && most * 20 >= hidden * 19;
}

/// Makes the mask of the photo's background that settle_views may use.
void propose_mask(LoadedView& loaded, const std::string& name) {
  loaded.candidate = likely_background(loaded.view.image);
  if (loaded.candidate == BackgroundMask::off) return;
  loaded.sure = is_sure_background(loaded.view.image, loaded.candidate);
  loaded.with_mask = loaded.view.image;
  mask_background(loaded.with_mask, loaded.candidate, name);
}

LoadedView load_view(const PosedImage& posed, const SceneOptions& options) {
  if (options.stop && *options.stop) throw Error(ErrorKind::runtime, "the data set is no longer wanted");
  LoadedView loaded;
  View& view = loaded.view;
  view = {posed.name, posed.camera, read_image(posed.image), posed.depths};
  view.camera = scaled_to_photo(view.camera, {view.image.width, view.image.height}, posed.image, posed.image.string());
  if (!posed.mask.empty()) apply_mask_file(view.image, posed.mask);
  loaded.masked = !posed.mask.empty() || has_transparency(view.image);
  if (loaded.masked) {
    loaded.cut_out = hides_one_colour(view.image);
  } else {
    make_opaque(view.image);
    loaded.alpha_channel = has_alpha_channel(posed.image);
    if (options.mask_from_background == BackgroundMask::black || options.mask_from_background == BackgroundMask::white) {
      mask_background(view.image, options.mask_from_background, posed.image.string());
      loaded.masked = true;
    } else {
      loaded.studio = studio_background(view.image);
      if (options.mask_from_background == BackgroundMask::automatic) propose_mask(loaded, posed.image.string());
    }
  }
  if (posed.lens) {
    Camera same = view.camera;
    if (!loaded.with_mask.empty()) undo_lens(loaded.with_mask, same, *posed.lens, posed.image.string());
    undo_lens(view.image, view.camera, *posed.lens, posed.image.string());
  }
  const bool too_small = std::min(view.image.width, view.image.height) < options.downscale;
  view.image = too_small ? ImageU8() : downscale_area(view.image, options.downscale);
  if (!loaded.with_mask.empty()) loaded.with_mask = too_small ? ImageU8() : downscale_area(loaded.with_mask, options.downscale);
  view.camera = view.camera.downscaled(options.downscale);
  return loaded;
}

}  // namespace

std::vector<LoadedView> load_views(const std::vector<PosedImage>& images, const SceneOptions& options) {
  std::vector<LoadedView> views(images.size());
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
