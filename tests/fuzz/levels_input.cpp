#include "tests/fuzz/levels_input.h"

#include "tests/fuzz/bundle.h"

#include <algorithm>
#include <cmath>

namespace asrg::fuzz {
namespace {

/// The header's bytes: levels, base bricks (2 bits an axis), offset, then each level's step, codings (4 bits each) and errors. Steps and offset are those of
/// density, which the order of symbols depends on.
constexpr std::size_t common_bytes = 3, level_bytes = 1 + Channels::count / 2 + 2;

float step_of(std::uint8_t byte) { return std::ldexp(1.0f, static_cast<std::int8_t>(byte) / 4); }
std::uint8_t byte_of_step(float step) {
  return static_cast<std::uint8_t>(static_cast<std::int8_t>(std::clamp(4 * std::ilogb(step), -120, 120)));
}

Coding coding_of(int nibble) { return static_cast<Coding>(coding_letters[static_cast<std::size_t>(nibble) % coding_letters.size()]); }
std::size_t nibble_of(Coding coding) { return coding_letters.find(static_cast<char>(coding)); }

}  // namespace

LevelsInput parse_levels(std::span<const std::uint8_t> bytes) {
  std::vector<Bytes> parts = unbundle(bytes, LevelsInput::files);
  Bytes& header = parts[0];
  header.resize(common_bytes + LevelsInput::most_levels * level_bytes);
  LevelsInput input;
  Manifest& m = input.manifest;
  m.lattice.levels = 1 + header[0] % LevelsInput::most_levels;
  for (int axis = 0; axis < 3; ++axis) m.lattice.base_bricks[axis] = 1 + (header[1] >> 2 * axis) % LevelsInput::most_base_bricks;
  m.offset = splat(static_cast<float>(static_cast<std::int8_t>(header[2])) / 8);
  m.levels.resize(static_cast<std::size_t>(m.lattice.levels));
  for (std::size_t l = 0; l < m.levels.size(); ++l) {
    const std::uint8_t* h = header.data() + common_bytes + l * level_bytes;
    m.levels[l].step = splat(step_of(h[0]));
    for (std::size_t c = 0; c < Channels::count; ++c) m.levels[l].coding[c] = coding_of(h[1 + c / 2] >> 4 * (c % 2) & 15);
    for (std::size_t i = 0; i < 2; ++i) input.errors[l][i] = static_cast<std::int8_t>(h[1 + Channels::count / 2 + i]);
    m.levels[l].bytes = parts[1 + l].size();
    input.atlases.push_back(std::move(parts[1 + l]));
  }
  return input;
}

Bytes levels_bytes(const Manifest& m, std::span<const Bytes> atlases) {
  Bytes header(common_bytes + LevelsInput::most_levels * level_bytes);
  header[0] = static_cast<std::uint8_t>(m.lattice.levels - 1);
  for (int axis = 0; axis < 3; ++axis) header[1] |= static_cast<std::uint8_t>((m.lattice.base_bricks[axis] - 1) << 2 * axis);
  header[2] = static_cast<std::uint8_t>(static_cast<std::int8_t>(std::clamp(8 * m.offset.v[0], -100.0f, 100.0f)));
  for (std::size_t l = 0; l < m.levels.size(); ++l) {
    std::uint8_t* h = header.data() + common_bytes + l * level_bytes;
    h[0] = byte_of_step(m.levels[l].step.v[0]);
    for (std::size_t c = 0; c < Channels::count; ++c)
      h[1 + c / 2] |= static_cast<std::uint8_t>(nibble_of(m.levels[l].coding[c]) << 4 * (c % 2));
  }
  std::vector<Bytes> parts(LevelsInput::files);
  parts[0] = std::move(header);
  for (std::size_t l = 0; l < atlases.size(); ++l) parts[1 + l] = atlases[l];
  return bundle(parts);
}

}  // namespace asrg::fuzz
