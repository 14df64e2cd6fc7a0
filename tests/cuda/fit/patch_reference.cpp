#include "tests/cuda/fit/patch_reference.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace asrg::test {

PatchReference::PatchReference(PatchRig& rig) : values(to_double(rig.values)), shader(to_double(rig.shader)), loss_(rig.loss) {
  for (const TrainingView& v : rig.views) {
    Exposure& e = exposure.emplace_back();
    for (int c = 0; c < 3; ++c) {
      e.log_gain[c] = std::log(static_cast<double>(v.gain[c]));
      e.offset[c] = v.offset[c];
    }
  }
  for (const glm::vec3 c : rig.environment) environment.push_back({c.x, c.y, c.z});
  for (const glm::vec4 v : rig.highlights) highlights.insert(highlights.end(), {v.x, v.y, v.z, v.w});
  const PatchKernel k = rig.kernel();
  for (std::uint32_t p = 0; p < patches; ++p) {
    const Patch patch = draw_patch(k.views, k.seed, k.step, p);
    for (int i = 0; i < patch_rays; ++i) {
      PatchKernel::PixelState state = k.aim(patch, i);
      state.composite = forward_ray(k.grid, state.ray, loss_.step, state.jitter, k.inverse_longest, rig.records.data());
      ShaderActivations activations;
      const glm::vec3 drawn = k.shade(patch, state, activations);
      Pixel pixel;
      pixel.drawn = {drawn.x, drawn.y, drawn.z};
      pixel.places = sample_places(rig.topology, rig.records.data(), state.composite.samples, loss_.step);
      pixel.direction = state.ray.direction;
      pixel.view = patch.view;
      const EnvironmentTap tap = environment_tap(pixel.direction);
      const glm::vec4 photo = fetch_pixel(k.views, patch.view, patch.x + i % patch_edge, patch.y + i / patch_edge);
      for (int c = 0; c < 3; ++c) {
        pixel.background[c] = state.background[c];
        pixel.target[c] = photo[c] * photo.w + (1.0 - photo.w) * state.background[c];
      }
      for (int t = 0; t < 4; ++t) {
        pixel.texel[t] = tap.index[t];
        pixel.texel_weight[t] = tap.weight[t];
      }
      pixel.opacity = composite(pixel.places, values).sum[0];
      pixels_.push_back(pixel);
    }
  }
}

double PatchReference::loss() {
  double per_ray = 0, similarity = 0;
  for (std::size_t first = 0; first < pixels_.size(); first += patch_rays) {
    std::array<Colour, patch_rays> colour, target;
    for (std::size_t i = 0; i < patch_rays; ++i) {
      const Pixel& p = pixels_[first + i];
      target[i] = p.target;
      const RayReference ray = composite(p.places, values);
      Colour specular{};
      colour[i] = this->colour(p, ray, specular);
      for (int c = 0; c < 3; ++c) {
        // A photo's white pixel does not tell how much brighter than white the object was.
        const bool unknown = p.target[c] > 0.998 && colour[i][c] > p.target[c];
        per_ray += unknown ? 0 : huber_penalty(colour[i][c] - p.target[c], loss_.huber_delta) / 3;
        // The penalty has no gradient with respect to opacity, which would make highlights transparent.
        per_ray += loss_.specular_weight * p.opacity * specular[c] * specular[c];
      }
      per_ray += loss_.opacity_weight * ray.sum[0] * (1 - ray.sum[0]) + loss_.distortion_weight * ray.distortion;
    }
    similarity += mean_ssim(colour, target);
  }
  return per_ray / static_cast<double>(pixels_.size()) - loss_.ssim_weight * similarity / patches;
}

double PatchReference::worst_colour() const {
  double worst = 0;
  for (const Pixel& p : pixels_) {
    Colour specular{};
    const Colour c = colour(p, composite(p.places, values), specular);
    for (int k = 0; k < 3; ++k) worst = std::max(worst, std::abs(c[k] - p.drawn[k]));
  }
  return worst;
}

double PatchReference::squared_error() const {
  double sum = 0;
  for (const Pixel& p : pixels_)
    for (int k = 0; k < 3; ++k) sum += (p.drawn[k] - p.target[k]) * (p.drawn[k] - p.target[k]) / 3;
  return sum;
}

std::vector<std::int32_t> PatchReference::touched_corners() const {
  std::set<std::int32_t> corners;
  for (const Pixel& p : pixels_)
    for (const auto& place : p.places) corners.insert(place.corners.begin(), place.corners.end());
  return {corners.begin(), corners.end()};
}

std::vector<int> PatchReference::touched_texels() const {
  std::set<int> texels;
  for (const Pixel& p : pixels_) texels.insert(p.texel, p.texel + 4);
  return {texels.begin(), texels.end()};
}

std::int64_t PatchReference::samples() const {
  std::int64_t sum = 0;
  for (const Pixel& p : pixels_) sum += static_cast<std::int64_t>(p.places.size());
  return sum;
}

Colour PatchReference::colour(const Pixel& p, const RayReference& ray, Colour& specular) const {
  Colour background = p.background;
  if (loss_.background == FitBackground::environment) {
    background = {};
    for (int t = 0; t < 4; ++t)
      for (int c = 0; c < 3; ++c) background[c] += p.texel_weight[t] * environment[p.texel[t]][c];
  }
  const Exposure& e = exposure[static_cast<std::size_t>(p.view)];
  const bool behind_too = loss_.background == FitBackground::environment;
  if (p.places.empty()) {
    for (int c = 0; c < 3 && behind_too; ++c) background[c] = std::exp(e.log_gain[c]) * background[c] + e.offset[c];
    return background;
  }
  const ShadingReference shading = shade(shader, ray.sum, p.direction);
  specular = shading.mlp;
  const Colour shine = shade_highlights(highlights, ray.sum, p.direction);
  const double luma = ray.sum[1], orange = ray.sum[2], green = ray.sum[3];
  const Colour diffuse{luma + orange - green, luma + green, luma - orange - green};
  Colour result;
  for (int c = 0; c < 3; ++c) {
    const double object = diffuse[c] + ray.sum[0] * specular[c] + shading.lobes[c] + shine[c], behind = (1 - ray.sum[0]) * background[c],
                 gain = std::exp(e.log_gain[c]);
    result[c] = behind_too ? gain * (object + behind) + e.offset[c] : gain * object + ray.sum[0] * e.offset[c] + behind;
  }
  return result;
}

}  // namespace asrg::test
