#include "compress/model/judging_views.h"

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

}  // namespace asrg
