#include "compress/codec/contexts.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace asrg {
namespace {

constexpr int density_bits = 10;  // fractional bits of Contexts::density_

std::int64_t fixed_point(float x) {
  constexpr double limit = 1 << 30;
  return static_cast<std::int64_t>(std::floor(std::clamp(static_cast<double>(x) * (1 << density_bits), -limit, limit) + 0.5));
}

int bit_length(int x) { return std::bit_width(static_cast<unsigned>(x)); }

/// Class of a density (natural logarithm, fixed point): from 0, nearly transparent, to 4, opaque.
int density_class(std::int64_t density) { return static_cast<int>(std::clamp<std::int64_t>((density >> density_bits) + 5, 0, 4)); }

}  // namespace

Contexts::Contexts(const Topology& topology, const QuantisationSteps& quantisation, const std::vector<SymbolChannels>& symbols)
    : topology_(topology), quantisation_(quantisation), symbols_(symbols), density_(topology.corners.size(), 0) {}

std::int64_t Contexts::parents_density(std::int32_t corner) const {
  const int n = parent_count(topology_.parents[corner]);
  std::int64_t sum = 0;
  for (int k = 0; k < n; ++k) sum += density_[topology_.parents[corner][k]];
  return sum >> bit_length(n - 1);
}

int Contexts::class_of(const LevelCorners& level, std::int32_t k, int channel) const {
  const auto size = [&](std::int32_t i, int c) { return std::abs(symbols_[i].v[c]); };
  const std::int32_t corner = level.corner[k];
  int near = 0, before = 0;
  if (k < level.stage_begin[1]) {
    near = size(topology_.parents[corner][0], channel) + size(topology_.parents[corner][1], channel);
  } else {
    for (const std::int32_t n : level.neighbours[k])
      if (n >= 0) near += size(n, channel);
  }
  for (int c = 1; c < channel; ++c) before += size(corner, c);
  return bit_length(near) + bit_length(before) + density_class(channel == 0 ? parents_density(corner) : density_[corner]);
}

std::vector<std::int32_t> Contexts::order(const LevelCorners& level, int stage, int channel) const {
  const std::int32_t begin = level.stage_begin[stage], n = level.stage_begin[stage + 1] - begin;
  std::vector<std::int32_t> entries(static_cast<std::size_t>(n));
  if (level.level == 0) {
    for (std::int32_t i = 0; i < n; ++i) entries[i] = i;
    return entries;
  }
  std::vector<std::uint8_t> classes(entries.size());
  tbb::parallel_for(0, n, [&](std::int32_t i) { classes[i] = static_cast<std::uint8_t>(class_of(level, begin + i, channel)); });
  std::array<std::int32_t, 257> position{};
  for (const std::uint8_t c : classes) ++position[c + 1];
  for (std::size_t c = 1; c < position.size(); ++c) position[c] += position[c - 1];
  for (std::int32_t i = 0; i < n; ++i) entries[position[classes[i]]++] = begin + i;
  return entries;
}

int Contexts::predict(const LevelCorners& level, std::int32_t k, int channel) const {
  const auto symbol = [&](std::int32_t i) { return symbols_[i].v[channel]; };
  const auto& near = level.neighbours[k];
  if (level.level == 0) {
    int sum = 0, count = 0;
    for (const std::int32_t n : near)
      if (n >= 0) {
        sum += symbol(n);
        ++count;
      }
    // Rounded to nearest: floor((2 sum + count) / (2 count)).
    constexpr int bias = 3 * 128;  // makes the dividend positive, so that the division rounds down
    return count == 0 ? 0 : (2 * sum + count + 2 * bias * count) / (2 * count) - bias;
  }
  // Half of the sum, over the odd axes, of the mean of the two neighbours, or of the only one, rounded to nearest.
  int quarters = 0;
  for (std::size_t i = 0; i < near.size(); i += 2) {
    if (near[i] >= 0) quarters += symbol(near[i]) * (near[i + 1] >= 0 ? 1 : 2);
    if (near[i + 1] >= 0) quarters += symbol(near[i + 1]) * (near[i] >= 0 ? 1 : 2);
  }
  return (quarters + 2) >> 2;
}

void Contexts::finish_density(const LevelCorners& level) {
  const std::int64_t step = fixed_point(quantisation_.step[level.level].v[0]), offset = fixed_point(quantisation_.offset.v[0]);
  tbb::parallel_for(topology_.level_begin[level.level], topology_.level_begin[level.level + 1],
                    [&](std::int32_t i) { density_[i] = step * symbols_[i].v[0] + (level.level == 0 ? offset : parents_density(i)); });
}

}  // namespace asrg
