#include "compress/model/judging_views.h"

#include <algorithm>

namespace asrg {

Scene load_judging_views(const std::filesystem::path& dataset, SceneOptions& options, const Provenance& built) {
  options.load_train = false;
  options.load_test = true;
  options.origin_offset = built.origin_offset;
  Scene scene = load_scene(dataset, options);
  if (!scene.test.empty() || options.holdout > 0 || built.holdout <= 0) return scene;
  options.holdout = built.holdout;
  return load_scene(dataset, options);
}

int judging_supersample(const Model& model, const Provenance& built, int downscale) {
  if (model.supersample == 1) return 1;
  return std::clamp(model.supersample * downscale / built.downscale, 1, most_supersample);
}

Backdrop judging_backdrop(BackgroundKind learnt, bool white) {
  return learnt == BackgroundKind::environment ? Backdrop::environment : white ? Backdrop::white : Backdrop::black;
}

}  // namespace asrg
