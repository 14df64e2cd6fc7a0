#include <catch2/catch.hpp>

#include "cuda/core/colour.h"
#include "cuda/render/frame.h"
#include "tests/cuda/render/field_for_test.h"

#include <cmath>

using namespace asrg;

namespace {

/// A box of fog with one colour, whose pixels have all opacities between 0 and 1.
struct Fog {
  Lattice lattice = [] {
    Lattice l;
    l.levels = 2;
    return l;
  }();
  Topology topology = test::full_topology(lattice, 1);
  glm::vec3 diffuse{0.5f, 0.25f, 0.1f};

  RenderModel model(Device& device) const {
    const glm::vec3 y = ycocg_from_rgb(diffuse);
    const Channels value{-3.5f, y.x, y.y, y.z, 0, 0, 0, 0};
    return {device, topology, test::residuals_of(topology, [&](glm::vec3) { return value; }), test::constant_shader(0.1f), {}};
  }
  Camera camera(glm::ivec2 size = {37, 23}) const {
    const glm::vec3 centre = 0.5f * glm::vec3(lattice.extent());
    return test::camera_towards(centre + glm::vec3(30, -20, 15), centre, size, 40);
  }
};

std::vector<std::uint32_t> pixels_of(const Frame& frame) {
  std::vector<std::uint32_t> rgba(static_cast<std::size_t>(frame.size().x) * frame.size().y);
  frame.download(rgba);
  return rgba;
}

}  // namespace

TEST_CASE("a frame is the image in 8 bits, whatever was drawn into it before") {
  Device device = Device::cpu(2);
  const Fog fog;
  const RenderModel model = fog.model(device);
  Frame frame(device);
  for (const glm::ivec2 size : {glm::ivec2(37, 23), glm::ivec2(64, 48), glm::ivec2(9, 70)})
    for (const Layer layer : {Layer::final, Layer::opacity, Layer::level}) {
      RenderSettings settings;
      settings.layer = layer;
      RenderStatistics statistics;
      const ImageF image = render(device, model, fog.camera(size), settings, &statistics);
      frame.draw(model, fog.camera(size), settings);
      REQUIRE(frame.size() == size);
      const auto rgba = pixels_of(frame);
      for (std::size_t i = 0; i < image.pixels.size(); ++i)
        REQUIRE(static_cast<int>(rgba[i / 4] >> (8 * (i % 4)) & 255) == static_cast<int>(image.pixels[i] * 255.0f + 0.5f));
      CHECK(frame.statistics().samples == statistics.samples);
    }
}

TEST_CASE("a transparent picture composed on a colour is the picture on that colour") {
  Device device = Device::cpu(2);
  const Fog fog;
  const RenderModel model = fog.model(device);
  RenderSettings on_colour, clear;
  on_colour.backdrop = Backdrop::colour;
  on_colour.backdrop_colour = {0.2f, 0.4f, 0.9f};
  clear.backdrop = Backdrop::none;
  const ImageF a = render(device, model, fog.camera(), on_colour), b = render(device, model, fog.camera(), clear);
  int between = 0;
  for (std::size_t i = 0; i < a.pixels.size(); i += 4) {
    const float alpha = b.pixels[i + 3];
    REQUIRE(alpha == a.pixels[i + 3]);
    between += alpha > 0.1f && alpha < 0.9f;
    for (int c = 0; c < 3; ++c) {
      if (alpha > 0) REQUIRE(b.pixels[i + c] == Approx(fog.diffuse[c] + 0.1f).margin(1e-3));
      REQUIRE(a.pixels[i + c] == Approx(alpha * b.pixels[i + c] + (1 - alpha) * on_colour.backdrop_colour[c]).margin(1e-4));
    }
  }
  CHECK(between > 100);
}

TEST_CASE("an exposure of 2.2 stops doubles sRGB-encoded colours of the object and leaves a plain background alone") {
  Device device = Device::cpu(2);
  const Fog fog;
  const RenderModel model = fog.model(device);
  RenderSettings plain, bright;
  plain.backdrop = bright.backdrop = Backdrop::black;
  bright.exposure = 2.2f;
  const ImageF a = render(device, model, fog.camera(), plain), b = render(device, model, fog.camera(), bright);
  for (std::size_t i = 0; i < a.pixels.size(); i += 4)
    for (int c = 0; c < 3; ++c) REQUIRE(b.pixels[i + c] == Approx(std::min(1.0f, 2 * a.pixels[i + c])).margin(1e-4));
}
