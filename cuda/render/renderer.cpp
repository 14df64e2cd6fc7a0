#include "cuda/render/renderer.h"

#include "cuda/render/frame.h"
#include "cuda/grid/hierarchy.h"

namespace asrg {

RenderModel::RenderModel(Device& device, const Topology& topology, const std::vector<Channels>& residuals, const ShaderWeights& shader,
                         const std::vector<glm::vec3>& environment)
    : lattice_(topology.lattice), grid_(device, topology), shader_(device, {&shader, 1}), environment_(device, environment) {
  const Hierarchy hierarchy(device, topology);
  const Buffer<Channels> on_device(device, residuals);
  hierarchy.synthesize(device, on_device.data(), grid_.values().data());
}

ImageF render(Device& device, const RenderModel& model, const Camera& camera, const RenderSettings& settings, RenderStatistics* statistics) {
  Frame frame(device);
  ImageF image(camera.size.x, camera.size.y, 4);
  frame.draw(model, camera, settings, image);
  if (statistics) *statistics = frame.statistics();
  return image;
}

}  // namespace asrg
