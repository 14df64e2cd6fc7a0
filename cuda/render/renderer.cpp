#include "cuda/render/renderer.h"

#include "cuda/render/frame.h"
#include "cuda/grid/hierarchy.h"

#include <algorithm>
namespace asrg {

namespace {

std::variant<Grid, CompactGrid> flattened(Device& device, const Topology& topology, const std::vector<Channels>& residuals,
                                          Precision precision) {
  const auto uploaded = std::make_shared<const DeviceTopology>(device, topology);
  const Hierarchy hierarchy(uploaded);
  const Buffer<Channels> on_device(device, residuals);
  if (precision == Precision::exact) {
    Grid grid(device, uploaded);
    hierarchy.synthesize(device, on_device.data(), grid.values().data());
    return grid;
  }
  Buffer<Channels> values(device, residuals.size());
  hierarchy.synthesize(device, on_device.data(), values.data());
  return CompactGrid(device, topology, values.download());
}

}  // namespace

RenderModel::RenderModel(Device& device, const Topology& topology, const std::vector<Channels>& residuals, const ShaderWeights& shader,
                         const std::vector<glm::vec3>& environment, Precision precision, float sample_distance,
                         const std::vector<glm::vec4>& highlights)
    : lattice_(topology.lattice),
      grid_(flattened(device, topology, residuals, precision)),
      shader_(shader),
      sample_distance_(sample_distance),
      environment_(device, environment),
      highlights_(device, highlights) {}

std::variant<GridView, CompactView> RenderModel::grid() const {
  return std::visit([](const auto& g) -> std::variant<GridView, CompactView> { return g.view(); }, grid_);
}

std::size_t RenderModel::bytes() const {
  return std::visit([](const auto& g) { return g.bytes(); }, grid_) + environment_.size() * sizeof(glm::vec3) +
         highlights_.size() * sizeof(glm::vec4);
}

std::vector<std::string> layer_names() { return {"final", "diffuse", "specular", "depth", "normal", "level", "steps", "opacity"}; }

Layer layer_of_name(const std::string& name) {
  const std::vector<std::string> names = layer_names();
  return static_cast<Layer>(std::find(names.begin(), names.end(), name) - names.begin());
}

Backdrop backdrop_of(BackgroundKind kind) {
  return kind == BackgroundKind::environment ? Backdrop::environment : kind == BackgroundKind::black ? Backdrop::black : Backdrop::white;
}

ImageF render(Device& device, const RenderModel& model, const Camera& camera, const RenderSettings& settings,
              RenderStatistics* statistics) {
  Frame frame(device);
  ImageF image(camera.size.x, camera.size.y, 4);
  frame.draw(model, camera, settings, image);
  if (statistics) *statistics = frame.statistics();
  return image;
}

}  // namespace asrg
