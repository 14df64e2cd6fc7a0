#include "cuda/grid/hierarchy.h"

#include "cuda/core/launch.h"

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
        if (step.v[c] > 0) {
          const float q = rintf((r.v[c] - offset.v[c]) / step.v[c]);
          r.v[c] = offset.v[c] + step.v[c] * (q < -127.0f ? -127.0f : q > 127.0f ? 127.0f : q);
        }
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
  const std::int32_t* owners;
  const std::int32_t* begin;
  const std::int32_t* children;
  Channels* gradient;

  ASRG_HD void operator()(int i) const {
    Channels sum = splat(0.0f);
    for (std::int32_t k = begin[i]; k < begin[i + 1]; ++k) {
      const std::int32_t child = children[k];
      const int n = parent_count(parents[child]);
      add_scaled(sum, n == 2 ? 0.5f : n == 4 ? 0.25f : 0.125f, gradient[child]);
    }
    add_scaled(gradient[owners[i]], 1.0f, sum);
  }
};

}  // namespace

Hierarchy::Hierarchy(Device& device, const Topology& t) : level_begin_(t.level_begin), parents_(device, t.parents) {
  for (int level = 0; level < levels(); ++level) {
    std::vector<std::int32_t> count(static_cast<std::size_t>(level_begin_[level]) + 1, 0);
    const auto each_link = [&](auto&& f) {
      if (level == 0) return;
      for (std::int32_t c = level_begin_[level]; c < level_begin_[level + 1]; ++c)
        for (const std::int32_t p : t.parents[c])
          if (p >= 0) f(p, c);
    };
    each_link([&](std::int32_t p, std::int32_t) { ++count[p]; });
    std::vector<std::int32_t> parents, begin(1, 0), position(count.size());
    for (std::int32_t p = 0; p < level_begin_[level]; ++p) {
      if (!count[p]) continue;
      position[p] = begin.back();
      parents.push_back(p);
      begin.push_back(begin.back() + count[p]);
    }
    std::vector<std::int32_t> children(begin.back());
    each_link([&](std::int32_t p, std::int32_t c) { children[position[p]++] = c; });
    children_.push_back({Buffer<std::int32_t>(device, parents), Buffer<std::int32_t>(device, begin), Buffer<std::int32_t>(device, children)});
  }
}

void Hierarchy::synthesize(Device& device, const Channels* residuals, Channels* values, const ResidualSteps* steps) const {
  for (int level = 0; level < levels(); ++level) {
    SynthesizeKernel k{parents_.data(), residuals, values, {}, {}, level_begin_[level], steps != nullptr, level == 0};
    if (steps) {
      k.step = steps->step[level];
      k.offset = level == 0 ? steps->offset : splat(0.0f);
    }
    launch(device, "synthesize", level_begin_[level + 1] - level_begin_[level], k, 2048);
  }
}

void Hierarchy::transpose(Device& device, Channels* gradient) const {
  for (int level = levels() - 1; level > 0; --level) {
    const ChildLists& lists = children_[level];
    launch(device, "transpose", static_cast<int>(lists.parents.size()),
           TransposeKernel{parents_.data(), lists.parents.data(), lists.begin.data(), lists.children.data(), gradient}, 1024);
  }
}

}  // namespace asrg
