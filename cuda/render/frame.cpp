#include "cuda/render/frame.h"

#include "cuda/core/launch.h"
#include "cuda/render/render_kernel.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

namespace asrg {
namespace {

constexpr int tile_edge = RenderKernel<GridView>::tile;

template <class T>
void grow(Device& device, Buffer<T>& buffer, std::size_t size) {
  if (buffer.size() >= size) return;
  buffer = {};  // freed before the larger one is allocated: both may not fit
  buffer = Buffer<T>(device, size);
}

/// @tparam geometry false for layers without depth, level and normal: that kernel takes fewer registers
template <bool geometry, class View>
void launch_kernel(Device& device, const RenderKernel<View>& kernel, int tiles) {
  if (device.shares_slots())
    launch(device, "render", tiles * tile_edge * tile_edge, RenderPixel<View, geometry>{kernel});
  else
    launch_on_cpu(device, "render", tiles, RenderTile<View, geometry>{kernel}, 4);
}

std::size_t pixel_count(glm::ivec2 size) { return static_cast<std::size_t>(size.x) * static_cast<std::size_t>(size.y); }

}  // namespace

void Frame::launch_draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, glm::vec4* floats,
                        std::uint32_t* packed) {
  size_ = camera.size;
  rays_per_pixel_ = settings.supersample * settings.supersample;
  const glm::ivec2 tiles = (size_ + tile_edge - 1) / tile_edge;
  const int count = tiles.x * tiles.y;
  grow(*device_, tile_samples_, static_cast<std::size_t>(count));
  tile_samples_.zero();
  RenderSettings own_settings = settings;
  own_settings.step *= model.sample_distance();
  const auto draw_with = [&](const auto& grid) {
    using View = std::decay_t<decltype(grid)>;
    const RenderKernel<View> kernel{
        .grid = grid,
        .environment = model.environment(),
        .highlights = model.highlights(),
        .camera = camera,
        .settings = own_settings,
        .inverse_diagonal = model.lattice().cell / glm::length(model.lattice().box().max - model.lattice().box().min),
        .gain = std::exp2(settings.exposure / 2.2f),  // of encoded values: the sRGB curve is close to a power of 1 / 2.2
        .levels = model.lattice().levels,
        .tiles_x = tiles.x,
        .floats = floats,
        .packed = packed,
        .samples = tile_samples_.data(),
        .shader = model.shader()};
    if (kernel.needs_geometry())
      launch_kernel<true>(*device_, kernel, count);
    else
      launch_kernel<false>(*device_, kernel, count);
  };
  std::visit(
      [&](auto grid) {
        if (!settings.surroundings) grid.reach = std::min(grid.reach, 1.0f);
        if (grid.reach > 0)
          draw_with(grid);
        else
          draw_with(BoxOnly<decltype(grid)>{grid});
      },
      model.grid());
}

void Frame::draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings) {
  grow(*device_, packed_, pixel_count(camera.size));
  draw(model, camera, settings, packed_.data());
}

void Frame::draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, std::uint32_t* pixels) {
  stopwatch_->start();
  launch_draw(model, camera, settings, nullptr, pixels);
  stopwatch_->stop();
}

void Frame::draw(const RenderModel& model, const Camera& camera, const RenderSettings& settings, ImageF& image) {
  stopwatch_->start();
  grow(*device_, floats_, pixel_count(camera.size));
  launch_draw(model, camera, settings, floats_.data(), nullptr);
  device_->copy(image.pixels.data(), floats_.data(), pixel_count(camera.size) * sizeof(glm::vec4));
  stopwatch_->stop();
}

void Frame::download(std::span<std::uint32_t> rgba) const {
  device_->copy(rgba.data(), packed_.data(), pixel_count(size_) * sizeof(std::uint32_t));
}

RenderStatistics Frame::statistics() const {
  RenderStatistics s;
  const glm::ivec2 tiles = (size_ + tile_edge - 1) / tile_edge;
  counts_.resize(static_cast<std::size_t>(tiles.x) * tiles.y);
  device_->copy(counts_.data(), tile_samples_.data(), counts_.size() * sizeof(int));
  s.samples = std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
  s.samples_per_ray = static_cast<double>(s.samples) / (static_cast<double>(pixel_count(size_)) * rays_per_pixel_);

  s.seconds = stopwatch_->seconds();
  return s;
}

}  // namespace asrg
