#include "cuda/grid/hierarchy.h"

#include "cuda/core/accumulate.h"
#include "cuda/core/launch.h"
#include "cuda/core/primitives.h"

namespace asrg {
namespace {

ASRG_HD inline int parent_count(const std::array<std::int32_t, 8>& parents) { return parents[2] < 0 ? 2 : parents[4] < 0 ? 4 : 8; }

struct SynthesizeKernel {
  const std::array<std::int32_t, 8>* parents;
  const Channels* residuals;
  Channels* values;
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
      for (int k = 0; k < n; ++k) add_scaled(sum, 1.0f, values[p[k]]);
      add_scaled(r, n == 2 ? 0.5f : n == 4 ? 0.25f : 0.125f, sum);
    }
    values[corner] = r;
  }
};

struct TransposeKernel {
  const std::array<std::int32_t, 8>* parents;
  const std::int32_t* begin;
  const std::int32_t* children;
  Channels* gradient;

  ASRG_HD void operator()(int i) const {
    if (begin[i] == begin[i + 1]) return;
    Channels sum = splat(0.0f);
    for (std::int32_t k = begin[i]; k < begin[i + 1]; ++k) {
      const std::int32_t child = children[k];
      const int n = parent_count(parents[child]);
      add_scaled(sum, n == 2 ? 0.5f : n == 4 ? 0.25f : 0.125f, gradient[child]);
    }
    add_scaled(gradient[i], 1.0f, sum);
  }
};

/// Counts each corner's children. Index: corner of the children's level.
struct CountChildrenKernel {
  const std::array<std::int32_t, 8>* parents;  ///< of the level's corners
  std::int32_t* counts;

  ASRG_HD void operator()(int i) const {
    const int n = parent_count(parents[i]);
    for (int k = 0; k < n; ++k) fetch_add(counts[parents[i][k]], 1);
  }
};

/// Writes each corner into its parents' lists, in any order. Index: corner of the children's level.
struct ListChildrenKernel {
  const std::array<std::int32_t, 8>* parents;
  std::int32_t first;  ///< the level's first corner
  const std::int32_t* begin;
  std::int32_t* left;  ///< how many are still to come, of each corner
  std::int32_t* children;

  ASRG_HD void operator()(int i) const {
    const int n = parent_count(parents[i]);
    for (int k = 0; k < n; ++k) {
      const std::int32_t parent = parents[i][k];
      children[begin[parent] + fetch_add(left[parent], -1) - 1] = first + i;
    }
  }
};

/// Puts each list in order: sums over it are formed in the same order in every run. Index: corner.
struct SortChildrenKernel {
  const std::int32_t* begin;
  std::int32_t* children;

  ASRG_HD void operator()(int i) const {
    for (std::int32_t k = begin[i] + 1; k < begin[i + 1]; ++k) {
      const std::int32_t child = children[k];
      std::int32_t to = k;
      for (; to > begin[i] && children[to - 1] > child; --to) children[to] = children[to - 1];
      children[to] = child;
    }
  }
};

}  // namespace

Hierarchy::Hierarchy(Device& device, std::shared_ptr<const DeviceTopology> topology) : topology_(std::move(topology)) {
  const DeviceTopology& t = *topology_;
  children_.emplace_back();
  for (int level = 1; level < t.levels(); ++level) {
    const std::int32_t first = t.level_begin(level), count = t.level_begin(level + 1) - first;
    const auto* parents = t.parents() + first;
    auto left = zeroed<std::int32_t>(device, static_cast<std::size_t>(first) + 1);
    launch(device, "topology: children", count, CountChildrenKernel{parents, left.data()}, 4096);
    Buffer<std::int32_t> begin(device, left.size());
    device.copy(begin.data(), left.data(), left.size() * sizeof(std::int32_t));
    Buffer<std::int32_t> list(device, static_cast<std::size_t>(exclusive_scan(device, begin)));
    launch(device, "topology: children", count, ListChildrenKernel{parents, first, begin.data(), left.data(), list.data()}, 4096);
    launch(device, "topology: children", first, SortChildrenKernel{begin.data(), list.data()}, 4096);
    children_.push_back({std::move(begin), std::move(list)});
  }
}

void Hierarchy::synthesize(Device& device, const Channels* residuals, Channels* values, const QuantisationSteps* steps) const {
  const DeviceTopology& t = *topology_;
  for (int level = 0; level < t.levels(); ++level) {
    SynthesizeKernel k{t.parents(), residuals, values, {}, {}, t.level_begin(level), steps != nullptr, level == 0};
    if (steps) {
      k.step = steps->step[level];
      k.offset = steps->level_offset(level);
    }
    launch(device, "synthesize", t.level_begin(level + 1) - t.level_begin(level), k, 2048);
  }
}

void Hierarchy::transpose(Device& device, Channels* gradient) const {
  const DeviceTopology& t = *topology_;
  for (int level = t.levels() - 1; level > 0; --level)
    launch(device, "transpose", t.level_begin(level),
           TransposeKernel{t.parents(), children_[level].begin.data(), children_[level].list.data(), gradient}, 1024);
}

}  // namespace asrg
