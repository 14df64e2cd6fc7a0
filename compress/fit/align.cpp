#include "compress/fit/align.h"

#include "compress/fit/model_state.h"
#include "compress/fit/start.h"
#include "compress/model/provenance.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

constexpr int steps = 160, patches_per_view = 12;
/// Learning rates at the beginning, in the units of PhotoCorrection, and the factor that they have reached at the end.
constexpr float pose_rate = 1.5e-3f, exposure_rate = 1e-2f, last_rate = 0.02f;

FitBackground fit_background(BackgroundKind kind) {
  return kind == BackgroundKind::environment ? FitBackground::environment
         : kind == BackgroundKind::black     ? FitBackground::black
                                             : FitBackground::white;
}

}  // namespace

CorrectionState lens_corrections(const Model& model, std::span<const View> views) {
  const std::vector<FoundLens> lenses = read_provenance(*model.provenance).lenses;
  CorrectionState corrections;
  for (const View& v : views) corrections.values.push_back({.lens = change_of(v.camera, lenses)});
  return corrections;
}

std::vector<AlignedView> align(Device& device, const Model& model, std::span<const View> views) {
  std::vector<AlignedView> aligned;
  const CorrectionState lenses = lens_corrections(model, views);
  for (std::size_t i = 0; i < views.size(); ++i) aligned.push_back({lenses.values[i].lens.of(views[i].camera), lenses.values[i]});
  const auto too_small = [](const View& v) { return v.camera.size.x < patch_edge || v.camera.size.y < patch_edge; };
  if (std::all_of(views.begin(), views.end(), too_small)) return aligned;
  const Lattice& lattice = model.topology.lattice;
  const bool masked = model.background != BackgroundKind::environment;
  FitEngine engine(device, training_photos(views), patch_places(views, masked, lattice), 1);
  FitState state = state_of(model);
  state.corrections = lenses;
  engine.set_state(model.topology, state);
  StepSettings settings;
  settings.photos_only = true;
  settings.loss.background = fit_background(model.background);
  settings.loss.step = model.sample_distance;
  settings.loss.ssim_weight = settings.loss.distortion_weight = settings.loss.opacity_weight = settings.loss.specular_weight = 0;
  settings.patches = patches_per_view * static_cast<int>(views.size());
  for (int i = 0; i < steps; ++i) {
    const float annealed = std::pow(last_rate, static_cast<float>(i) / steps);
    settings.pose_rate = pose_rate * annealed;
    settings.exposure_rate = exposure_rate * annealed;
    engine.step(settings);
  }
  const auto found = engine.corrections();
  const CorrectionFrame frame(lattice);
  for (std::size_t i = 0; i < views.size(); ++i) aligned[i] = {corrected(views[i].camera, found[i], frame), found[i]};
  return aligned;
}

ImageF exposed(const ImageF& drawn, const PhotoCorrection& correction, glm::vec3 background) {
  ImageF photo = drawn;
  const glm::vec3 gain = glm::exp(correction.log_gain);
  for (std::size_t i = 0; i < photo.pixels.size(); i += 4) {
    const float opacity = photo.pixels[i + 3];
    for (int c = 0; c < 3; ++c)
      photo.pixels[i + static_cast<std::size_t>(c)] = std::clamp(
          gain[c] * photo.pixels[i + static_cast<std::size_t>(c)] + opacity * correction.offset[c] + (1 - opacity) * background[c], 0.0f,
          1.0f);
    photo.pixels[i + 3] = 1;
  }
  return photo;
}

}  // namespace asrg
