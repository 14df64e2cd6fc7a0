#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/image.h"
#include "cuda/grid/compact_grid.h"
#include "cuda/grid/grid.h"
#include "cuda/render/background.h"
#include "cuda/render/sample_distance.h"
#include "cuda/render/shader.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace asrg {

/// What a pixel shows.
enum class Layer { final, diffuse, specular, depth, normal, level, steps, opacity };

/// The layers' names for users, in their order.
std::vector<std::string> layer_names();
/// @param name one of layer_names()
Layer layer_of_name(const std::string& name);

/// What is drawn behind the object. Only the layers final and diffuse show it.
enum class Backdrop {
  white,
  black,
  environment,  ///< the model's environment map
  colour,       ///< RenderSettings::backdrop_colour
  none,         ///< transparent: final, diffuse and specular have straight (not premultiplied) alpha
};

/// The backdrop that shows a model's own background.
Backdrop backdrop_of(BackgroundKind kind);

/// How a picture is drawn.
struct RenderSettings {
  Layer layer = Layer::final;
  Backdrop backdrop = Backdrop::white;
  glm::vec3 backdrop_colour{1.0f};  ///< sRGB-encoded
  float step = 1;                   ///< sampling distance, as a multiple of the model's own
  int supersample = 1;              ///< s: a pixel is the mean of s*s rays
  bool opaque = false;              ///< alpha is 1 instead of the object's opacity, as windows need it
  bool surroundings = true;         ///< false: a model with surroundings is drawn without them
  float exposure = 0;               ///< stops (+1: twice the light); brightens object and environment in final, diffuse and specular

  bool operator==(const RenderSettings&) const = default;
};

/// How a grid's channels are stored in memory for drawing. `exact`: in floating point, without further rounding. `compact`: in 8 bits (see
/// CompactGrid), which takes a quarter of the memory and is faster; the difference is not visible.
enum class Precision { exact, compact };

/// A model made ready for drawing on one device: flattened leaves, shader, environment.
class RenderModel {
 public:
  /// @param residuals one per corner
  /// @param sample_distance the model's own sampling distance, cells
  /// @param highlights see HighlightMap; empty: there are none
  RenderModel(Device& device, const Topology& topology, const std::vector<Channels>& residuals, const ShaderWeights& shader,
              const std::vector<glm::vec3>& environment, Precision precision = Precision::exact,
              float sample_distance = default_sample_distance, const std::vector<glm::vec4>& highlights = {});

  /// The grid as kernels see it.
  std::variant<GridView, CompactView> grid() const;
  Precision precision() const { return std::holds_alternative<Grid>(grid_) ? Precision::exact : Precision::compact; }
  const ShaderWeights& shader() const { return shader_; }
  float sample_distance() const { return sample_distance_; }
  const glm::vec3* environment() const { return environment_.data(); }
  /// Null: there are none.
  const glm::vec4* highlights() const { return highlights_.empty() ? nullptr : highlights_.data(); }
  const Lattice& lattice() const { return lattice_; }
  /// Bytes of device memory.
  std::size_t bytes() const;

 private:
  Lattice lattice_;
  std::variant<Grid, CompactGrid> grid_;
  ShaderWeights shader_;
  float sample_distance_;
  Buffer<glm::vec3> environment_;
  Buffer<glm::vec4> highlights_;
};

struct RenderStatistics {
  double seconds = 0;  ///< time that the device took; without waiting for work that was queued before
  double samples_per_ray = 0;
  std::int64_t samples = 0;
};

/// Draws an image.
/// @return RGBA, 0..1: final, diffuse, specular are sRGB-encoded, composed on the background (alpha is the opacity); depth is the weighted
/// mean distance as grey: 0.5 in the plane through the box's centre, 1 half a diagonal of the box behind it; normal is 0.5 + 0.5 n in world axes;
/// level and steps are false_colour()
ImageF render(Device& device, const RenderModel& model, const Camera& camera, const RenderSettings& settings,
              RenderStatistics* statistics = nullptr);

}  // namespace asrg
