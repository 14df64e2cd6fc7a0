#include "cuda/grid/hierarchy.h"

#include "cuda/core/accumulate.h"
#include "cuda/core/launch.h"
#include "cuda/core/prefetch.h"

#include <algorithm>

namespace asrg {
namespace {

/// The weight of each parent's value in the interpolation at a corner with so many parents.
ASRG_HD inline float share_of(int parents) { return parents == 2 ? 0.5f : parents == 4 ? 0.25f : 0.125f; }

template <class Value>
struct SynthesizeKernel {
  const std::array<std::int32_t, 8>* parents;
  const Channels* residuals;
  Value* values;
  Channels step, offset;
  std::int32_t first;
  bool quantise, root;

  ASRG_HD void operator()(int i) const {
    const std::int32_t corner = first + i;
    Channels r = residuals[corner];
    if (quantise)
      for (int c = 0; c < Channels::count; ++c)
        if (step.v[c] > 0) r.v[c] = quantised(r.v[c], step.v[c], offset.v[c]);
    if (!root) {
      const auto& p = parents[corner];
      const int n = parent_count(p);
      Channels sum = splat(0.0f);
      for (int k = 0; k < n; ++k) add_scaled(sum, 1.0f, widened(load(values[p[k]])));
      add_scaled(r, share_of(n), sum);
    }
    narrow(r, values[corner]);
  }
};

/// A whole slot by one thread, so that no addition has to be atomic. Index: slot.
struct TransposeSlotKernel {
  const std::array<std::int32_t, 8>* parents;
  GradientSlots gradient;
  std::int32_t level_begin[Lattice::max_levels + 1];
  int levels;

  ASRG_HD void operator()(int slot) const {
    Channels* sums = gradient.sums_of(slot);
    std::uint64_t* touched = gradient.touched_of(slot);
    for (int level = levels - 1; level > 0; --level) {
      const std::int64_t begin = level_begin[level], end = level_begin[level + 1];
      for (std::int64_t word = begin / 64; word * 64 < end; ++word) {
        const std::uint64_t children = touched[word] & bits_within(word, begin, end);
        each_bit(children, [&](int bit) {
          prefetch(parents + word * 64 + bit);
          prefetch(sums + word * 64 + bit);
        });
        each_bit(children, [&](int bit) {
          const std::int64_t corner = word * 64 + bit;
          const auto& p = parents[corner];
          const int n = parent_count(p);
          for (int k = 0; k < n; ++k) {
            add_scaled(sums[p[k]], share_of(n), sums[corner]);
            mark(touched, p[k]);
          }
        });
      }
    }
  }
};

/// The corners of one level, in a slot that all threads share. Index: corner of the level.
struct TransposeCornerKernel {
  const std::array<std::int32_t, 8>* parents;
  Channels* sums;
  std::uint64_t* touched;
  std::int32_t first;

  ASRG_HD void operator()(int i) const {
    const std::int32_t corner = first + i;
    if (!is_marked(touched, corner)) return;
    const Channels g = load(sums[corner]);
    const std::array<std::int32_t, 8> p = parents[corner];
    const int n = parent_count(p);
    for (int k = 0; k < n; ++k) {
      accumulate(sums[p[k]], share_of(n), g);
      mark(touched, p[k]);
    }
  }
};

/// The same in fixed point. Each share is rounded down before it is added, so that the sum does not depend on the order. Index: corner of the level.
struct TransposeFixedKernel {
  const std::array<std::int32_t, 8>* parents;
  std::int64_t* sums;
  std::uint64_t* touched;
  std::int32_t first;

  ASRG_HD void operator()(int i) const {
    const std::int32_t corner = first + i;
    if (!is_marked(touched, corner)) return;
    const std::array<std::int32_t, 8> p = parents[corner];
    const int n = parent_count(p), shift = n == 2 ? 1 : n == 4 ? 2 : 3;
    for (int k = 0; k < n; ++k) {
      for (int c = 0; c < Channels::count; ++c)
        accumulate(sums[std::int64_t{p[k]} * Channels::count + c], sums[std::int64_t{corner} * Channels::count + c] >> shift);
      mark(touched, p[k]);
    }
  }
};

}  // namespace

template <class Value>
void Hierarchy::synthesize(Device& device, const Channels* residuals, Value* values, const QuantisationSteps* steps) const {
  const DeviceTopology& t = *topology_;
  for (int level = 0; level < t.levels(); ++level) {
    SynthesizeKernel<Value> k{.parents = t.parents(),
                              .residuals = residuals,
                              .values = values,
                              .step = {},
                              .offset = {},
                              .first = t.level_begin(level),
                              .quantise = steps != nullptr,
                              .root = level == 0};
    if (steps) {
      k.step = steps->step[level];
      k.offset = steps->level_offset(level);
    }
    launch(device, "synthesize", t.level_begin(level + 1) - t.level_begin(level), k, 2048);
  }
}

template void Hierarchy::synthesize(Device&, const Channels*, Channels*, const QuantisationSteps*) const;
template void Hierarchy::synthesize(Device&, const Channels*, HalfChannels*, const QuantisationSteps*) const;

void Hierarchy::transpose(Device& device, const GradientSlots& gradient) const {
  const DeviceTopology& t = *topology_;
  if (!device.shares_slots()) {
    TransposeSlotKernel k{t.parents(), gradient, {}, t.levels()};
    std::copy(t.level_begin().begin(), t.level_begin().end(), k.level_begin);
    launch_on_cpu(device, "transpose", gradient.slots, k, 1);
    return;
  }
  for (int level = t.levels() - 1; level > 0; --level)
    launch(device, "transpose", t.level_begin(level + 1) - t.level_begin(level),
           TransposeCornerKernel{t.parents(), gradient.sums, gradient.touched, t.level_begin(level)}, 1024);
}

void Hierarchy::transpose(Device& device, std::int64_t* sums, std::uint64_t* touched) const {
  const DeviceTopology& t = *topology_;
  for (int level = t.levels() - 1; level > 0; --level) {
    const int count = t.level_begin(level + 1) - t.level_begin(level);
    // On the CPU accumulate() is not atomic: a grain of all corners leaves them to one thread.
    launch(device, "transpose", count, TransposeFixedKernel{t.parents(), sums, touched, t.level_begin(level)}, std::max(count, 1));
  }
}

}  // namespace asrg
