#include "cuda/render/renderer.h"

#include "cuda/core/launch.h"
#include "cuda/grid/hierarchy.h"
#include "cuda/render/render_kernel.h"

#include <chrono>
#include <numeric>

namespace asrg {

RenderModel::RenderModel(Device& device, const Topology& topology, const std::vector<Channels>& residuals, const ShaderWeights& shader,
                         const std::vector<glm::vec3>& environment)
    : lattice_(topology.lattice), grid_(device, topology), shader_(device, {&shader, 1}), environment_(device, environment) {
  const Hierarchy hierarchy(device, topology);
  const Buffer<Channels> on_device(device, residuals);
  hierarchy.synthesize(device, on_device.data(), grid_.values().data());
}

ImageF render(Device& device, const RenderModel& model, const Camera& camera, const RenderSettings& settings, RenderStatistics* statistics) {
  const auto start = std::chrono::steady_clock::now();
  const glm::ivec2 size = camera.size;
  Buffer<glm::vec4> pixels(device, static_cast<std::size_t>(size.x) * size.y);
  auto samples = zeroed<std::int64_t>(device, static_cast<std::size_t>(device.slots()));
  const glm::ivec2 tiles = (size + RenderKernel::tile - 1) / RenderKernel::tile;
  launch(device, "render", tiles.x * tiles.y,
         RenderKernel{model.grid(), model.shader(), model.environment(), camera, settings,
                      1.0f / glm::length(glm::vec3(model.lattice().extent())), model.lattice().levels, tiles.x, pixels.data(), samples.data()},
         4);
  ImageF image(size.x, size.y, 4);
  device.copy(image.pixels.data(), pixels.data(), image.pixels.size() * sizeof(float));
  if (statistics) {
    const auto counts = samples.download();
    statistics->samples = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    statistics->samples_per_ray =
        static_cast<double>(statistics->samples) / (static_cast<double>(size.x) * size.y * settings.supersample * settings.supersample);
    statistics->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return image;
}

}  // namespace asrg
