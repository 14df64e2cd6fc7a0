#include "compress/fit/recompress.h"

#include "compress/fit/align.h"
#include "compress/fit/land.h"
#include "compress/fit/model_state.h"
#include "compress/fit/quantise.h"
#include "compress/fit/schedule.h"
#include "compress/model/provenance.h"
#include "compress/model/symbols.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// Where in the schedule a refinement begins: residuals are rounded from 0.8 on.
constexpr float begin = 0.82f;
/// How often the photos' pixels have been looked at, of which the rates are made: see final_rate().
constexpr double passes = 100;
/// Wider steps than this leave nothing.
constexpr float most_factor = 64;

template <class T>
T setting(const Model& model, const char* name, T otherwise) {
  const auto settings = model.provenance->find("settings");
  if (settings == model.provenance->end() || !settings->is_object()) return otherwise;
  const auto found = settings->find(name);
  const bool good = found != settings->end() && (std::is_same_v<T, bool> ? found->is_boolean() : found->is_number());
  return good ? found->get<T>() : otherwise;
}

}  // namespace

float pressure_of(const Model& model, float quality) {
  const int finest = model.topology.lattice.finest();
  return std::max(model.quantisation.step[finest].v[1] / base_steps(quality).v[1], 1e-3f);
}

Model coarsened(const Model& model, float factor, float dead_zone) {
  Model m = model;
  for (int level = 0; level < m.topology.lattice.levels; ++level)
    for (int k = 0; k < Channels::count; ++k) m.quantisation.step[level].v[k] *= k == 0 ? std::sqrt(factor) : factor;
  const std::vector<Channels> residuals = residuals_of(model);
  m.symbols = symbols_of(m.topology, m.quantisation, residuals);
  drop_small_symbols(m, residuals, dead_zone);
  return m;
}

FittedFile coarsen_to_size(const Model& model, const SizeLimit& limit) {
  const auto bytes = static_cast<double>(limit.bytes);
  FittedFile as_it_is{model, limit.file(model, limit.effort), true, false};
  as_it_is.room_left = static_cast<double>(as_it_is.bytes.size()) < 0.95 * bytes;
  if (static_cast<std::int64_t>(as_it_is.bytes.size()) <= limit.bytes) return as_it_is;
  const auto fast_size = [&](float factor) { return static_cast<double>(limit.file(coarsened(model, factor), Effort::fast).size()); };
  // The largest factor whose file is a little too large: dropping small symbols does the rest, which costs less than wider steps.
  float low = 1, high = most_factor;
  for (int round = 0; round < 8; ++round) {
    const float middle = std::sqrt(low * high);
    const double size = fast_size(middle);
    (size > 1.1 * bytes ? low : high) = middle;
    if (size <= 1.25 * bytes && size >= 1.1 * bytes) break;
  }
  for (float factor = low; factor <= most_factor; factor *= 1.1f)
    if (auto landed = land([&](float zone) { return coarsened(model, factor, zone); }, limit, model.topology.cell_count())) {
      landed->room_left = static_cast<double>(landed->bytes.size()) < 0.95 * bytes;
      return *landed;
    }
  FittedFile smallest{coarsened(model, most_factor, 1), {}, false, false};
  smallest.bytes = limit.file(smallest.model, limit.effort);
  smallest.within_limit = static_cast<std::int64_t>(smallest.bytes.size()) <= limit.bytes;
  return smallest;
}

FitOptions options_to_refine(const Model& model, const Refinement& refinement) {
  FitOptions o;
  o.quality = std::clamp(setting(model, "quality", o.quality), 0.0f, 100.0f);
  o.ssim_weight = std::clamp(setting(model, "ssim_weight", o.ssim_weight), 0.0f, 10.0f);
  o.supersample = model.supersample;
  o.surroundings = model.topology.lattice.surroundings;
  o.tuning.sample_distance = model.sample_distance;
  o.poses = setting(model, "refine_poses", false) ? PutRight::on : PutRight::off;
  o.exposure = setting(model, "exposure", false) ? PutRight::on : PutRight::off;
  if (model.background == BackgroundKind::black) o.background = FitBackground::black;
  o.steps = static_cast<int>(static_cast<float>(refinement.steps) / (1 - begin));
  o.time_limit = refinement.seconds / (1 - begin);
  return o;
}

FitCheckpoint checkpoint_to_refine(Device& device, const Model& model, const Scene& scene, const FitOptions& options) {
  FitCheckpoint c{.scene = fingerprint(scene),
                  .options = lasting_options(options),
                  .lattice = model.topology.lattice,
                  .bricks = model.topology.bricks,
                  .state = {},
                  .position = {}};
  c.state = state_of(model);
  const bool lenses_found = !read_provenance(*model.provenance).lenses.empty();
  const bool photos_differ = options.poses == PutRight::on || options.exposure == PutRight::on;
  if (photos_differ || lenses_found) {
    CorrectionState& put_right = c.state.corrections;
    put_right = lens_corrections(model, scene.train);
    if (photos_differ) {
      const auto aligned = align(device, model, scene.train);
      for (std::size_t i = 0; i < aligned.size(); ++i) put_right.values[i] = aligned[i].correction;
    }
    put_right.first_moment = put_right.second_moment = std::vector<PhotoCorrection>(put_right.values.size());
    put_right.steps = 1;
  }
  c.position.fraction = begin;
  c.position.seconds = begin * options.time_limit;
  c.position.steps = static_cast<std::int32_t>(begin * static_cast<float>(options.steps));
  c.position.passes = begin * passes;
  c.position.splits = Lattice::max_levels;
  c.position.next_prune = 1;
  c.position.merged = 1;
  c.position.quantising = 1;
  c.position.pressure = pressure_of(model, options.quality);
  c.position.quantisation = model.quantisation;
  c.position.judged = 1;
  c.position.lenses_judged = 1;
  c.position.lenses_stay = !lenses_found;
  return c;
}

}  // namespace asrg
