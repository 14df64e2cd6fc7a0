#include "compress/codec/huffman.h"

#include <algorithm>
#include <array>

namespace asrg {
namespace {

struct Node {
  std::uint64_t count;
  std::int32_t left, right;  ///< children; left is the symbol where right is -1
};

/// Writes the depths of the leaves of the Huffman tree to `lengths`. Two queues are merged: leaves sorted by count, and inner nodes, which are created in
/// that order. @return the largest depth
int tree_depths(std::vector<Node> nodes, std::vector<std::uint8_t>& lengths) {
  std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.count < b.count; });
  const std::size_t leaves = nodes.size();
  std::size_t leaf = 0, inner = leaves;
  const auto smallest = [&] {
    const bool take_leaf = leaf < leaves && (inner == nodes.size() || nodes[leaf].count <= nodes[inner].count);
    return static_cast<std::int32_t>(take_leaf ? leaf++ : inner++);
  };
  for (std::size_t i = 0; i + 1 < leaves; ++i) {
    const std::int32_t a = smallest(), b = smallest();
    nodes.push_back({nodes[a].count + nodes[b].count, a, b});
  }
  std::vector<std::uint8_t> depth(nodes.size(), 0);
  int deepest = 0;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (nodes[i].right >= 0) {
      depth[nodes[i].left] = depth[nodes[i].right] = static_cast<std::uint8_t>(depth[i] + 1);
    } else {
      lengths[nodes[i].left] = std::max<std::uint8_t>(depth[i], 1);
      deepest = std::max<int>(deepest, depth[i]);
    }
  }
  return deepest;
}

}  // namespace

std::vector<std::uint8_t> huffman_lengths(std::span<const std::uint32_t> counts, int limit) {
  std::vector<std::uint8_t> lengths(counts.size(), 0);
  std::vector<Node> leaves;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) leaves.push_back({counts[i], static_cast<std::int32_t>(i), -1});
  if (leaves.empty()) return lengths;
  // Where the limit is exceeded counts are made more equal, which makes the tree less deep.
  while (tree_depths(leaves, lengths) > limit)
    for (Node& leaf : leaves) leaf.count = leaf.count / 2 + 1;
  return lengths;
}

std::vector<std::uint16_t> huffman_codes(std::span<const std::uint8_t> lengths) {
  std::array<std::uint16_t, 17> next{};
  for (const std::uint8_t n : lengths)
    if (n > 0) ++next[n + 1];
  for (std::size_t n = 1; n < next.size(); ++n) next[n] = static_cast<std::uint16_t>((next[n - 1] + next[n]) << 1);
  std::vector<std::uint16_t> codes(lengths.size(), 0);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] == 0) continue;
    const int code = next[lengths[i]]++;
    for (int b = 0; b < lengths[i]; ++b) codes[i] = static_cast<std::uint16_t>(codes[i] | (code >> b & 1) << (lengths[i] - 1 - b));
  }
  return codes;
}

}  // namespace asrg
