#include "compress/fit/schedule.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace asrg {
namespace {

float env(const char* name, float fallback) {
  const char* text = std::getenv(name);
  return text ? std::stof(text) : fallback;
}

float smooth(float x, float from, float to) { return std::clamp((x - from) / (to - from), 0.0f, 1.0f); }

}  // namespace

StepSettings step_settings(const FitOptions& options, const Schedule& schedule, const Lattice& lattice, float fraction, std::int64_t corners,
                           FitBackground background, float pressure) {
  StepSettings s;
  s.loss.background = background;
  s.loss.ssim_weight = options.ssim_weight;
  s.loss.step = env("STEP", 0.5f);
  s.loss.distortion_weight = env("DIST", 0.002f);
  s.loss.opacity_weight = env("OPAC", 0.0005f);
  s.loss.specular_weight = env("SPEC", 0.0005f);
  s.patches = static_cast<int>(env("PATCHES", 512));
  const float annealed = std::pow(env("LRDECAY", 0.1f), fraction);
  const float density_rate = env("LRD", 0.1f) * annealed, colour_rate = env("LRC", 0.02f) * annealed, feature_rate = env("LRF", 0.02f) * annealed;
  const float sparsity = pressure * smooth(fraction, schedule.sparsity_begin, schedule.sparsity_full) / static_cast<float>(corners) *
                         std::exp2((75.0f - options.quality) / 12.5f);
  const float decay = 1.0f / static_cast<float>(corners);
  const float luma = env("L1Y", 0.03f), chroma = env("L1C", 0.03f), feature = env("L1F", 0.03f), density = env("L1D", 0.0f);
  for (int level = 0; level < lattice.levels; ++level) {
    CornerStep& c = s.levels[level];
    const bool root = level == 0;
    c.rate = {density_rate, colour_rate, colour_rate, colour_rate, feature_rate, feature_rate, feature_rate, feature_rate};
    c.sparsity = {density, luma, chroma, chroma, feature, feature, feature, feature};
    c.decay = {env("L2D", 1e-4f), env("L2C", 0.0f), env("L2C", 0.0f), env("L2C", 0.0f), env("L2F", 0.0f), env("L2F", 0.0f), env("L2F", 0.0f), env("L2F", 0.0f)};
    for (int k = 0; k < Channels::count; ++k) {
      c.sparsity.v[k] *= root ? 0 : sparsity;
      c.decay.v[k] *= root ? 0 : decay;
    }
  }
  s.shader_rate = env("LRM", 2e-3f) * annealed;
  s.environment_rate = 2e-2f * annealed;
  return s;
}

float prune_threshold(const Schedule& schedule, float fraction) {
  return 0.002f + smooth(fraction, schedule.last_split, schedule.merge) * (env("PRUNE", 0.02f) - 0.002f);
}

Channels base_steps(float quality) {
  const float scale = std::exp2((75.0f - quality) / 25.0f);
  const float d = env("QD", 0.3f) * scale, y = env("QY", 1.0f / 64) * scale, c = env("QC", 1.0f / 48) * scale, f = env("QF", 1.0f / 24) * scale;
  return {d, y, c, c, f, f, f, f};
}

Channels merge_scale(float quality) {
  Channels scale = base_steps(quality);
  for (float& x : scale.v) x *= env("MERGE", 0.5f);
  return scale;
}

}  // namespace asrg
