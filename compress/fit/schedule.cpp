#include "compress/fit/schedule.h"

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// 0 up to `from`, 1 from `to` on, linear between.
float ramp(float x, float from, float to) { return std::clamp((x - from) / (to - from), 0.0f, 1.0f); }

/// Channels with a value for density, one for luma, one for both of chroma and one for the four features.
Channels per_kind(float density, float luma, float chroma, float feature) {
  return {density, luma, chroma, chroma, feature, feature, feature, feature};
}

constexpr float last_prune_threshold = 0.02f;

/// Patches of a step: coarse grids need few rays, fine ones many.
int patches_of_step(const Schedule& schedule, float fraction) {
  return fraction < schedule.first_split ? 128 : fraction < schedule.last_split ? 256 : 512;
}

}  // namespace

Channels scaled(Channels x, float s) {
  for (float& v : x.v) v *= s;
  return x;
}

int default_steps(int places, int supersample) {
  constexpr double steps = 3000, at_places = 32000;
  return static_cast<int>(std::clamp(steps * std::sqrt(places / at_places) / supersample, 2000.0, 20000.0));
}

float final_rate(double passes) { return static_cast<float>(std::clamp(2.5 / passes, 0.03, 0.4)); }

float Schedule::cooling(float fraction) const { return ramp(fraction, cool, 1.0f); }

StepSettings step_settings(const FitOptions& options, const Schedule& schedule, const Lattice& lattice, float fraction, float cooling,
                           float final_rate, std::int64_t corners, FitBackground background, float pressure) {
  const Tuning& tuning = options.tuning;
  StepSettings s;
  s.loss.background = background;
  s.loss.ssim_weight = options.ssim_weight;
  // Before surfaces have formed there is no detail along rays: samples are twice as far apart.
  s.loss.step = tuning.sample_distance * (fraction < schedule.last_split ? 2.0f : 1.0f);
  s.loss.huber_delta = tuning.huber_delta;
  // The weight of the distortion grows only after the last split: a large one earlier would fix surfaces at wrong places.
  const float gathered = lattice.surroundings ? 0.0f : ramp(fraction, schedule.last_split, schedule.merge);
  s.loss.distortion_weight = tuning.distortion_weight * (1 + gathered * (tuning.late_distortion - 1));
  s.loss.opacity_weight = tuning.opacity_weight;
  s.loss.specular_weight = tuning.specular_weight;
  s.patches = patches_of_step(schedule, fraction);
  const float annealed = std::pow(final_rate, fraction) * std::pow(tuning.cooled, cooling);
  // With surroundings the fog reaches up to the cameras: with high learning rates of colours the photos would be painted on it before surfaces have formed.
  const float colour_pace = lattice.surroundings ? 0.5f : 1.0f;
  const Channels rate = scaled(
      per_kind(tuning.density_rate, tuning.colour_rate * colour_pace, tuning.colour_rate * colour_pace, tuning.feature_rate * colour_pace),
      annealed);
  const float wanted = pressure * std::exp2((75.0f - options.quality) / 12.5f);
  const float per_corner = 1.0f / static_cast<float>(corners);
  // Without masks most of space is seen by few cameras, and false structure anywhere could explain their photos: the L1 penalty is stronger, and there from
  // the beginning.
  const bool open = lattice.surroundings;
  const float colour = open ? 0.09f : 0.03f, feature = open ? colour : tuning.feature_penalty * colour;
  const float grown =
      open ? ramp(fraction, 0.0f, schedule.sparsity_full_unmasked) : ramp(fraction, schedule.sparsity_begin, schedule.sparsity_full);
  const Channels sparsity = scaled(per_kind(5e-4f, colour, colour, feature), per_corner * wanted * grown);
  const Channels decay = scaled(per_kind(open ? 1e-2f : 1e-4f, 0, 0, 0), per_corner);
  for (int level = 0; level < lattice.levels; ++level)
    s.levels[level] = level == 0 ? CornerStep{rate, splat(0.0f), splat(0.0f)} : CornerStep{rate, sparsity, decay};
  s.shader_rate = tuning.shader_rate * annealed;
  s.lobes = tuning.lobes > 0;
  s.highlight_sparsity = wanted * tuning.highlight_penalty;
  s.environment_rate = 2e-2f * annealed;
  if (fraction >= tuning.pose_begin) {
    // Corrections follow the noise of each step's few patches, which the grid would have to compensate for: their rates fall earlier than the grid's.
    const float rest = std::pow(0.01f, ramp(fraction, tuning.pose_begin, schedule.quantise));
    if (options.poses != PutRight::off) {
      s.pose_rate = tuning.pose_rate * rest;
      s.lens_rate = tuning.lens_rate * rest;
    }
    if (options.exposure != PutRight::off) s.exposure_rate = tuning.exposure_rate * rest;
  }
  return s;
}

float least_opacity(const Schedule& schedule, const Lattice& lattice) {
  return lattice.surroundings ? schedule.surroundings_patience * schedule.least_opacity : schedule.least_opacity;
}

float prune_threshold(const Schedule& schedule, const Lattice& lattice, float fraction) {
  const float first = lattice.surroundings && fraction <= schedule.last_split ? 0.002f * schedule.surroundings_patience : 0.002f;
  return first + ramp(fraction, schedule.last_split, schedule.merge) * (last_prune_threshold - first);
}

float pressed_prune_threshold(float pressure) { return last_prune_threshold * std::clamp(std::sqrt(pressure), 1.0f, 3.0f); }

Channels base_steps(float quality) { return scaled(per_kind(0.6f, 1.0f / 64, 1.0f / 48, 1.0f / 24), std::exp2((75.0f - quality) / 25.0f)); }

Channels merge_scale(float quality) { return scaled(base_steps(quality), 0.5f); }

}  // namespace asrg
