#include "compress/codec/channel_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asrg {
namespace {

/// Zigzag code: 0, -1, 1, -2, ... -> 0, 1, 2, 3, ...
std::uint8_t fold(std::int8_t x) { return static_cast<std::uint8_t>(x < 0 ? -2 * x - 1 : 2 * x); }
std::int8_t unfold(std::uint8_t b) { return static_cast<std::int8_t>(b & 1 ? -(b >> 1) - 1 : b >> 1); }

int stages(const LevelCorners& level) { return static_cast<int>(level.stage_begin.size()) - 1; }

/// The part of the prediction that a dense coding subtracts.
int share(Coding coding, int prediction) { return coding == Coding::raw ? 0 : coding == Coding::half ? prediction >> 1 : prediction; }

std::vector<std::uint8_t> encode_dense(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding,
                                       const std::vector<SymbolChannels>& symbols) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(level.corner.size());
  for (int stage = 0; stage < stages(level); ++stage)
    for (const std::int32_t k : contexts.order(level, stage, channel))
      bytes.push_back(
          fold(static_cast<std::int8_t>(symbols[level.corner[k]].v[channel] - share(coding, contexts.predict(level, k, channel)))));
  return bytes;
}

struct SparseBytes {
  std::vector<std::uint8_t> map, values;
};

SparseBytes encode_sparse(const Contexts& contexts, const LevelCorners& level, int channel, const std::vector<SymbolChannels>& symbols) {
  SparseBytes bytes;
  for (int stage = 0; stage < stages(level); ++stage) {
    int bit = 0;
    for (const std::int32_t k : contexts.order(level, stage, channel)) {
      if (bit == 0) bytes.map.push_back(0);
      const std::int8_t symbol = symbols[level.corner[k]].v[channel];
      if (symbol != 0) {
        bytes.map.back() |= static_cast<std::uint8_t>(1 << bit);
        bytes.values.push_back(fold(static_cast<std::int8_t>(contexts.predict(level, k, channel) < 0 ? -symbol : symbol)));
      }
      bit = (bit + 1) % 8;
    }
  }
  return bytes;
}

[[noreturn]] void fail(ProblemCode code, const LevelCorners& level, int channel) {
  throw ProblemError(code, fmt::format("level {}, channel {}", level.level, channel));
}

void decode_dense(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding, std::vector<SymbolChannels>& symbols,
                  std::span<const std::uint8_t>& bytes) {
  if (bytes.size() < level.corner.size()) fail(ProblemCode::symbols_end_early, level, channel);
  auto byte = bytes.begin();
  for (int stage = 0; stage < stages(level); ++stage)
    for (const std::int32_t k : contexts.order(level, stage, channel)) {
      const auto symbol = static_cast<std::int8_t>(unfold(*byte++) + share(coding, contexts.predict(level, k, channel)));
      if (symbol < -max_symbol) fail(ProblemCode::symbol_range, level, channel);
      symbols[level.corner[k]].v[channel] = symbol;
    }
  bytes = bytes.subspan(level.corner.size());
}

void decode_sparse(const Contexts& contexts, const LevelCorners& level, int channel, std::vector<SymbolChannels>& symbols,
                   std::span<const std::uint8_t>& bytes, Problems& problems) {
  std::size_t map_bytes = 0;
  for (int stage = 0; stage < stages(level); ++stage)
    map_bytes += static_cast<std::size_t>(level.stage_begin[stage + 1] - level.stage_begin[stage] + 7) / 8;
  if (bytes.size() < map_bytes) fail(ProblemCode::symbols_end_early, level, channel);
  std::span<const std::uint8_t> map = bytes.first(map_bytes), values = bytes.subspan(map_bytes);
  for (int stage = 0; stage < stages(level); ++stage) {
    const std::vector<std::int32_t> order = contexts.order(level, stage, channel);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (!(map[i / 8] >> i % 8 & 1)) continue;
      if (values.empty()) fail(ProblemCode::symbols_end_early, level, channel);
      const std::int8_t value = unfold(values.front());
      if (value == 0 || value < -max_symbol) fail(ProblemCode::symbol_range, level, channel);
      values = values.subspan(1);
      const bool negated = contexts.predict(level, order[i], channel) < 0;
      symbols[level.corner[order[i]]].v[channel] = static_cast<std::int8_t>(negated ? -value : value);
    }
    if (order.size() % 8 && map[order.size() / 8] >> order.size() % 8)
      problems.push_back({ProblemCode::padding, fmt::format("level {}, channel {}", level.level, channel)});
    map = map.subspan((order.size() + 7) / 8);
  }
  bytes = values;
}

/// Entropy of the bytes in bits, all together, with each byte coded by itself.
double entropy(std::span<const std::uint8_t> bytes) {
  std::array<int, 256> count{};
  for (const std::uint8_t b : bytes) ++count[b];
  double bits = 0;
  for (const int c : count)
    if (c > 0) bits -= c * std::log2(static_cast<double>(c) / static_cast<double>(bytes.size()));
  return bits;
}

}  // namespace

std::vector<std::vector<std::uint8_t>> encode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding,
                                                      const std::vector<SymbolChannels>& symbols) {
  if (coding == Coding::absent) return {};
  if (coding != Coding::sparse) return {encode_dense(contexts, level, channel, coding, symbols)};
  SparseBytes bytes = encode_sparse(contexts, level, channel, symbols);
  return {std::move(bytes.map), std::move(bytes.values)};
}

void decode_channel(const Contexts& contexts, const LevelCorners& level, int channel, Coding coding, std::vector<SymbolChannels>& symbols,
                    std::span<const std::uint8_t>& bytes, Problems& problems) {
  if (coding == Coding::absent) return;
  if (coding == Coding::sparse)
    decode_sparse(contexts, level, channel, symbols, bytes, problems);
  else
    decode_dense(contexts, level, channel, coding, symbols, bytes);
}

Coding choose_coding(const Contexts& contexts, const LevelCorners& level, int channel, const std::vector<SymbolChannels>& symbols) {
  const auto zeros = std::count_if(level.corner.begin(), level.corner.end(), [&](std::int32_t i) { return symbols[i].v[channel] == 0; });
  const auto all = static_cast<std::ptrdiff_t>(level.corner.size());
  if (zeros == all) return Coding::absent;
  if (4 * zeros > 3 * all) return Coding::sparse;
  Coding best = Coding::sparse;
  double least = std::numeric_limits<double>::max();
  if (4 * zeros >= all) {
    const SparseBytes sparse = encode_sparse(contexts, level, channel, symbols);
    least = entropy(sparse.map) + entropy(sparse.values);
  }
  for (const Coding coding : {Coding::dense, Coding::half, Coding::raw}) {
    const double bits = entropy(encode_dense(contexts, level, channel, coding, symbols));
    if (bits < least) {
      least = bits;
      best = coding;
    }
  }
  return best;
}

}  // namespace asrg
