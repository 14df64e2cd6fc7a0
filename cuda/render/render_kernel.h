#pragma once

#include "cuda/core/accumulate.h"
#include "cuda/core/colour.h"
#include "cuda/core/exponential.h"
#include "cuda/render/false_colour.h"
#include "cuda/render/highlights.h"
#include "cuda/render/march.h"
#include "cuda/render/renderer.h"

namespace asrg {

/// Pixels of at most this opacity have no depth and no level.
constexpr float visible_opacity = 1.0f / 512;

/// The sums over a ray's samples; each sample is weighted by its compositing weight.
struct RayResult {
  Channels sum = splat(0.0f);  ///< opacity in channel 0, composited channels in 1..7
  float depth = 0;             ///< sum of the distances from the ray's origin, lattice units
  float level = 0;             ///< sum of the leaves' shifts (finest level minus level)
  glm::vec3 normal{0.0f};      ///< sum of outward()
  int samples = 0;
  int steps = 0;  ///< what march() returned
};

/// Minus the gradient of the log-extinction within a cell, per lattice unit: it points out of the object. It is not normalised, so that in the sum along
/// a ray samples where the density falls steeply, near the surface, count for most.
template <class View>
ASRG_HD inline glm::vec3 outward(const View& g, const Sample& s) {
  float v[8];
  corner_densities(g, s, v);
  const glm::vec3 f = s.fraction, c = 1.0f - f;
  const auto bilinear = [](float a, float b, float p, float q, float u, float w) {
    return (a * (1 - u) + b * u) * (1 - w) + (p * (1 - u) + q * u) * w;
  };
  const glm::vec3 n{bilinear(v[0] - v[1], v[2] - v[3], v[4] - v[5], v[6] - v[7], f.y, f.z),
                    bilinear(v[0] - v[2], v[1] - v[3], v[4] - v[6], v[5] - v[7], f.x, f.z),
                    (v[0] - v[4]) * c.x * c.y + (v[1] - v[5]) * f.x * c.y + (v[2] - v[6]) * c.x * f.y + (v[3] - v[7]) * f.x * f.y};
  return n / static_cast<float>(1 << s.shift);
}

template <bool with_geometry, class View>
ASRG_HD inline RayResult trace(const View& g, const Ray& ray, float step) {
  RayResult r;
  float transmittance = 1.0f;
  r.steps = march(g, ray, step, 0.5f, [&](const Sample& s) {
    const Channels value = interpolate(g, s);
    const float through = exponential(-extinction(value.v[0]) * s.dt * g.inverse_reference);
    const float weight = transmittance * (1.0f - through);
    transmittance *= through;
    add_scaled(r.sum, weight, with_first(value, 1.0f));
    ++r.samples;
    if constexpr (with_geometry) {
      r.depth += weight * s.t;
      r.level += weight * static_cast<float>(s.shift);
      r.normal += weight * outward(g, s);
    }
    return transmittance > opaque_transmittance;
  });
  return r;
}

/// An sRGB-encoded RGBA colour in 8 bits, red in the lowest byte.
ASRG_HD inline std::uint32_t packed_colour(glm::vec4 c) {
  std::uint32_t bits = 0;
  for (int k = 0; k < 4; ++k) bits |= static_cast<std::uint32_t>(c[k] * 255.0f + 0.5f) << (8 * k);
  return bits;
}

/// Draws a pixel. RenderTile and RenderPixel deal pixels to threads.
template <class View>
struct RenderKernel {
  static constexpr int tile = 8;  ///< edge of a tile, pixels

  View grid;
  const glm::vec3* environment;
  const glm::vec4* highlights;  ///< null: there are none
  Camera camera;
  RenderSettings settings;
  float inverse_diagonal;  ///< 1 / diagonal of the box, lattice units
  float gain;              ///< factor of sRGB-encoded colours, from RenderSettings::exposure
  int levels;
  int tiles_x;            ///< tiles in a row of the picture
  glm::vec4* floats;      ///< output, one per pixel, or null
  std::uint32_t* packed;  ///< output, one per pixel, or null
  int* samples;           ///< one per tile, zeroed: becomes the number of samples
  ShaderWeights shader;   ///< by value: CUDA keeps a kernel's parameters in the constant cache, which serves all threads of a warp at once

  ASRG_HD glm::vec3 backdrop_colour(glm::vec3 direction) const {
    switch (settings.backdrop) {
      case Backdrop::none:
      case Backdrop::black: return glm::vec3(0.0f);
      case Backdrop::white: return glm::vec3(1.0f);
      case Backdrop::colour: return settings.backdrop_colour;
      case Backdrop::environment: break;
    }
    return gain * environment_colour(environment, direction);
  }

  /// A ray's colour in the layers final, diffuse and specular, on the backdrop, and its opacity. With Backdrop::none the colour is premultiplied.
  ASRG_HD glm::vec4 shade_colour(const Ray& ray, const RayResult& r) const {
    const float opacity = r.sum.v[0];
    glm::vec3 colour(0.0f);
    if (settings.layer != Layer::specular) colour = rgb_from_ycocg({r.sum.v[1], r.sum.v[2], r.sum.v[3]});
    if (r.samples > 0 && settings.layer != Layer::diffuse) {
      ShaderActivations a;
      shader_forward(shader, r.sum, ray.direction, a);
      if (highlights) add_highlights(highlights, r.sum, ray.direction, a);
      colour += a.specular(opacity);
    }
    colour *= gain;
    if (settings.layer != Layer::specular) colour += (1.0f - opacity) * backdrop_colour(ray.direction);
    return glm::vec4(colour, opacity);
  }

  /// A ray's colour in the layer that is drawn, and its opacity.
  ASRG_HD glm::vec4 shade(const Ray& ray, const RayResult& r) const {
    const float opacity = r.sum.v[0];
    const float normalise = opacity > 0 ? 1.0f / opacity : 0.0f;
    switch (settings.layer) {
      case Layer::depth: {
        const glm::vec3 to_centre = 0.5f * glm::vec3(grid.extent) - (ray.origin - grid.origin) * grid.inverse_cell;
        const float beyond_centre = r.depth * normalise - glm::dot(to_centre, ray.direction);
        return glm::vec4(opacity > visible_opacity ? glm::vec3(0.5f + beyond_centre * inverse_diagonal) : glm::vec3(1.0f), opacity);
      }
      case Layer::normal: {
        const float length = glm::length(r.normal);
        return glm::vec4(length > 0 ? 0.5f + 0.5f / length * r.normal : glm::vec3(0.5f), opacity);
      }
      case Layer::level: {
        const float level = static_cast<float>(levels - 1) - r.level * normalise;
        return glm::vec4(opacity > visible_opacity ? level_colour(level, levels) : glm::vec3(0.0f), opacity);
      }
      case Layer::steps: return glm::vec4(false_colour(static_cast<float>(r.steps) / 128.0f), 1.0f);
      case Layer::opacity: return glm::vec4(glm::vec3(opacity), opacity);
      case Layer::final:
      case Layer::diffuse:
      case Layer::specular: break;
    }
    return shade_colour(ray, r);
  }

  ASRG_HD bool shows_colour() const {
    return settings.layer == Layer::final || settings.layer == Layer::diffuse || settings.layer == Layer::specular;
  }

  bool needs_geometry() const {
    return settings.layer == Layer::depth || settings.layer == Layer::normal || settings.layer == Layer::level;
  }

  /// Draws one pixel. @return the number of samples
  template <bool geometry>
  ASRG_HD int draw(int x, int y) const {
    const float inverse = 1.0f / static_cast<float>(settings.supersample);
    glm::vec4 sum(0.0f);
    int taken = 0;
    for (int j = 0; j < settings.supersample; ++j)
      for (int i = 0; i < settings.supersample; ++i) {
        const glm::vec2 at(static_cast<float>(x) + (static_cast<float>(i) + 0.5f) * inverse,
                           static_cast<float>(y) + (static_cast<float>(j) + 0.5f) * inverse);
        const Ray ray = camera.ray(at);
        const RayResult r = trace<geometry>(grid, ray, settings.step);
        taken += r.samples;
        sum += shade(ray, r);
      }
    sum *= inverse * inverse;
    if (settings.backdrop == Backdrop::none && shows_colour() && sum.w > 0) sum = glm::vec4(glm::vec3(sum) / sum.w, sum.w);
    if (settings.opaque) sum.w = 1.0f;
    const glm::vec4 colour = glm::clamp(sum, 0.0f, 1.0f);
    const std::int64_t pixel = static_cast<std::int64_t>(y) * camera.size.x + x;
    if (floats) floats[pixel] = colour;
    if (packed) packed[pixel] = packed_colour(colour);
    return taken;
  }
};

/// Draws a tile; used on the CPU. Index: tile.
template <class View, bool geometry>
struct RenderTile {
  static constexpr int edge = RenderKernel<View>::tile;

  RenderKernel<View> k;

  ASRG_HD void operator()(int index) const {
    const int x0 = index % k.tiles_x * edge, y0 = index / k.tiles_x * edge;
    int taken = 0;
    for (int y = y0; y < y0 + edge && y < k.camera.size.y; ++y)
      for (int x = x0; x < x0 + edge && x < k.camera.size.x; ++x) taken += k.template draw<geometry>(x, y);
    k.samples[index] = taken;
  }
};

/// Draws a pixel; used on CUDA. Index: pixel, tile by tile, so that the rays of a warp are near each other.
template <class View, bool geometry>
struct RenderPixel {
  static constexpr int edge = RenderKernel<View>::tile;

  RenderKernel<View> k;

  ASRG_HD void operator()(int index) const {
    const int tile = index / (edge * edge), within = index % (edge * edge);
    const int x = tile % k.tiles_x * edge + within % edge, y = tile / k.tiles_x * edge + within / edge;
    if (x < k.camera.size.x && y < k.camera.size.y) accumulate(k.samples[tile], k.template draw<geometry>(x, y));
  }
};

}  // namespace asrg
