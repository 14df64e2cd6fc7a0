#include "compress/fit/starting_state.h"

#include "compress/fit/photo_consistency.h"
#include "compress/fit/schedule.h"
#include "compress/stereo/sight_lines.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace asrg {
namespace {

float starting_density(const Lattice& lattice, glm::vec3 corner) {
  if (!lattice.surroundings) return initial_log_extinction;
  const bool in_box = maximum_norm((corner - lattice.centre()) / lattice.quarter()) <= 1;
  return in_box ? initial_log_extinction_unmasked : initial_log_extinction_outside;
}

/// How much denser, as a logarithm, fog is where photos agree wholly.
constexpr float densest = 2;
/// The share of the photos that must show a point before what they agree on counts wholly: a few photos from nearly the same place agree anywhere.
constexpr float full_share = 0.15f;

/// Fog of the colours that photos show, denser where they agree.
void paint(FitState& state, const Topology& topology, std::span<const View> views) {
  const Lattice& lattice = topology.lattice;
  const PhotoConsistency photos(views);
  tbb::parallel_for(0, topology.level_begin[1], [&](std::int32_t i) {
    // On the lattice's surface a point may lie at infinity.
    const glm::vec3 corner = glm::clamp(glm::vec3(morton_decode(topology.corners[i])), glm::vec3(0.5f), glm::vec3(lattice.extent()) - 0.5f);
    const PointInPhotos point = photos.at(lattice.to_world(corner), coarsest_cell(lattice, corner));
    if (point.photos == 0) return;
    Channels& r = state.residuals[i];
    for (int c = 0; c < 3; ++c) r.v[1 + c] = point.colour[c];
    const float share = static_cast<float>(point.photos) / static_cast<float>(views.size());
    r.v[0] += densest * point.consistency * std::min(share / full_share, 1.0f);
  });
}

}  // namespace

FitState starting_state(const Topology& topology, std::uint32_t seed, bool lobes) {
  FitState s;
  std::mt19937 random(seed);
  const auto uniform = [&] { return static_cast<float>(random()) * (2.0f / 4294967296.0f) - 1.0f; };
  s.residuals.assign(topology.corners.size(), splat(0.0f));
  s.first_moment = s.second_moment = s.residuals;
  for (std::int32_t i = 0; i < topology.level_begin[1]; ++i) {
    Channels& r = s.residuals[i];
    r.v[0] = starting_density(topology.lattice, glm::vec3(morton_decode(topology.corners[i])));
    r.v[1] = initial_luma;
    for (int k = 4; k < Channels::count; ++k) r.v[k] = 0.1f * uniform();
  }
  // Weights as in He et al., "Delving deep into rectifiers", ICCV 2015; the last bias makes the initial view-dependent colour dark.
  ShaderWeights& w = s.shader;
  for (auto& row : w.w1)
    for (float& x : row) x = uniform() * std::sqrt(6.0f / ShaderWeights::inputs);
  for (auto& row : w.w2)
    for (float& x : row) x = uniform() * std::sqrt(6.0f / ShaderWeights::hidden);
  for (auto& row : w.w3)
    for (float& x : row) x = uniform() * std::sqrt(3.0f / ShaderWeights::hidden);
  for (float& b : w.b3) b = -3.0f;
  for (auto& feature : w.lobes)
    for (auto& output : feature)
      for (float& x : output) x = lobes ? 0.1f * uniform() : 0.0f;
  return s;
}

void apply(const KnownSpace& known, const Topology& topology, FitState& state) {
  tbb::parallel_for(0, topology.level_begin[1],
                    [&](std::int32_t i) { state.residuals[i].v[0] += known.log_density(morton_decode(topology.corners[i])); });
}

void develop(FitState& state, const Topology& topology, const Scene& scene) {
  const Lattice& lattice = topology.lattice;
  const auto lines = scene.sight_lines.empty() ? sight_lines(scene.train, lattice.box(), scene.masked).lines : scene.sight_lines;
  apply(KnownSpace(lattice, cameras_of(scene.train), lines), topology, state);
  if (lattice.surroundings) paint(state, topology, scene.train);
}

}  // namespace asrg
