#include "compress/model/coarser.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace asrg {

Model coarser(const Model& model) {
  int finest = 0;
  for (const Brick& b : model.topology.bricks) finest = std::max(finest, b.level);
  if (finest == 0) return model;
  std::vector<Brick> bricks;
  std::map<std::tuple<int, int, int>, std::vector<Brick>> families;
  for (const Brick& b : model.topology.bricks) {
    if (b.level < finest) {
      bricks.push_back(b);
      continue;
    }
    const glm::ivec3 parent = b.coordinate >> 1;
    families[{parent.x, parent.y, parent.z}].push_back(b);
  }
  for (const auto& [parent, children] : families) bricks.push_back(merge_bricks(children));
  Model result = model;
  result.topology = build_topology(model.topology.lattice, std::move(bricks));
  const auto match = match_corners(model.topology, result.topology);
  result.symbols.assign(match.size(), {});
  for (std::size_t i = 0; i < match.size(); ++i)
    if (match[i] >= 0 && !result.topology.hanging[i]) result.symbols[i] = model.symbols[static_cast<std::size_t>(match[i])];
  return result;
}

}  // namespace asrg
