#include "compress/fit/photos_to_fit.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

namespace asrg {

int supersample_for(int downscale, int asked) {
  if (asked == 0) return downscale % 2 == 0 ? 2 : downscale % 3 == 0 ? 3 : 1;
  if (downscale % asked != 0)
    throw Error(ErrorKind::arguments, fmt::format("--supersample {}: it must divide --downscale, which is {}", asked, downscale));
  return asked;
}

SceneOptions photos_to_fit(SceneOptions options, int supersample) {
  options.downscale /= supersample;
  return options;
}

}  // namespace asrg
