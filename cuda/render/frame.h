#pragma once

#include "cuda/render/renderer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace asrg {

/// A picture in a device's memory that is drawn again and again: memory is allocated only when the size grows. The device must outlive it.
class Frame {
 public:
  explicit Frame(Device& device) : device_(&device), stopwatch_(device.stopwatch()) {}

  /// Draws `camera.size` pixels, at most 2^30. RGBA, 8 bit, sRGB-encoded, row by row from the top; what the layers mean: see render(). On CUDA
  /// the work is only queued.
  void draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings);
  /// The same into the caller's memory on the device, for instance that of an OpenGL buffer.
  /// @param pixels camera.size.x * camera.size.y
  void draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, std::uint32_t* pixels);
  /// The same in floating point, to the host.
  void draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, ImageF& image);

  glm::ivec2 size() const { return size_; }
  /// The picture in the device's memory: row by row from the top, red in the lowest byte.
  const std::uint32_t* pixels() const { return packed_.data(); }
  /// Waits for the drawing. @param rgba size.x * size.y pixels
  void download(std::span<std::uint32_t> rgba) const;
  /// Statistics of the last draw, for which it waits.
  RenderStatistics statistics() const;

 private:
  void launch_draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, glm::vec4* floats,
                   std::uint32_t* packed);

  Device* device_;
  glm::ivec2 size_{0};
  int rays_per_pixel_ = 1;
  std::unique_ptr<Stopwatch> stopwatch_;
  Buffer<std::uint32_t> packed_;
  Buffer<glm::vec4> floats_;
  Buffer<int> tile_samples_;
  mutable std::vector<int> counts_;  ///< tile_samples_ on the host
};

}  // namespace asrg
