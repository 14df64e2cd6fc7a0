#include "compress/model/model_values.h"

#include "compress/model/symbols.h"
#include "cuda/grid/hierarchy.h"
#include "cuda/render/locate.h"

namespace asrg {
namespace {

Grid flattened(Device& device, const Model& model) {
  const auto topology = std::make_shared<const DeviceTopology>(device, model.topology);
  Grid grid(device, topology);
  Hierarchy(topology).synthesize(device, residuals_of(model).data(), grid.values().data());
  return grid;
}

}  // namespace

ModelValues::ModelValues(const Model& model) : lattice_(model.topology.lattice), device_(Device::cpu()), grid_(flattened(device_, model)) {}

std::optional<Channels> ModelValues::at(glm::vec3 world) const {
  const GridView view = grid_.view();
  const auto sample = locate(view, lattice_.to_lattice(world));
  return sample ? std::optional(interpolate(view, *sample)) : std::nullopt;
}

std::vector<std::optional<Channels>> ModelValues::at(std::span<const glm::vec3> world) const {
  std::vector<std::optional<Channels>> values;
  values.reserve(world.size());
  for (const glm::vec3 p : world) values.push_back(at(p));
  return values;
}

}  // namespace asrg
