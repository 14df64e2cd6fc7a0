#include "compress/codec/child_order.h"

#include "cuda/grid/lattice.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace asrg {
namespace {

ChildView view_of(std::uint64_t cell, std::span<const std::uint64_t> present) {
  const glm::ivec3 p = morton_decode(cell);
  const auto is_present = [&](glm::ivec3 q, int axis) {
    return q[axis] >= 0 && std::binary_search(present.begin(), present.end(), morton(q));
  };
  std::array<int, 3> neighbours{}, axes{0, 1, 2};
  std::array<bool, 3> mirrored{};
  for (int axis = 0; axis < 3; ++axis) {
    glm::ivec3 step(0);
    step[axis] = 1;
    const bool before = is_present(p - step, axis), behind = is_present(p + step, axis);
    neighbours[axis] = before + behind;
    mirrored[axis] = before && !behind;
  }
  std::stable_sort(axes.begin(), axes.end(), [&](int a, int b) { return neighbours[a] < neighbours[b]; });
  ChildView view;
  view.cell_class = static_cast<std::uint8_t>(9 * neighbours[axes[0]] + 3 * neighbours[axes[1]] + neighbours[axes[2]]);
  for (int j = 0; j < 8; ++j)
    for (int role = 0; role < 3; ++role)
      view.child[j] |= static_cast<std::uint8_t>((j >> role & 1) != mirrored[axes[role]] ? 1 << axes[role] : 0);
  return view;
}

}  // namespace

std::uint8_t ChildView::write(std::uint8_t children) const {
  int written = 0;
  for (int j = 0; j < 8; ++j) written |= (children >> child[j] & 1) << j;
  return static_cast<std::uint8_t>(written);
}

std::uint8_t ChildView::read(std::uint8_t written) const {
  int children = 0;
  for (int j = 0; j < 8; ++j) children |= (written >> j & 1) << child[j];
  return static_cast<std::uint8_t>(children);
}

std::vector<ChildView> child_views(std::span<const std::uint64_t> cells, std::span<const std::uint64_t> present) {
  std::vector<ChildView> views(cells.size());
  tbb::parallel_for(std::size_t{0}, cells.size(), [&](std::size_t i) { views[i] = view_of(cells[i], present); });
  return views;
}

std::vector<std::uint32_t> child_order(std::span<const ChildView> views) {
  std::vector<std::uint32_t> order(views.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return views[a].cell_class < views[b].cell_class; });
  return order;
}

}  // namespace asrg
