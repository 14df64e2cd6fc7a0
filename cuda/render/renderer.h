#pragma once

#include "cuda/core/buffer.h"
#include "cuda/core/image.h"
#include "cuda/grid/compact_grid.h"
#include "cuda/grid/grid.h"
#include "cuda/render/background.h"
#include "cuda/render/shader.h"

#include <optional>
#include <variant>
#include <vector>

namespace asrg {

/// What a pixel shows.
enum class Layer { final, diffuse, specular, depth, normal, level, steps, opacity };

/// What stands behind the object. Only final and diffuse show it.
enum class Backdrop {
  white,
  black,
  environment,  ///< the model's own
  colour,       ///< RenderSettings::backdrop_colour
  none,         ///< the pixels of final, diffuse and specular get a straight alpha
};

/// That of a model's own background.
Backdrop backdrop_of(BackgroundKind kind);

/// How a picture is drawn.
struct RenderSettings {
  Layer layer = Layer::final;
  Backdrop backdrop = Backdrop::white;
  glm::vec3 backdrop_colour{1.0f};  ///< sRGB-encoded
  float step = 1;                   ///< sampling distance, as a multiple of the model's own
  int supersample = 1;              ///< s: a pixel is the mean of s*s rays
  bool opaque = false;              ///< alpha is 1 instead of the object's opacity: for windows, which shall not shine through
  bool surroundings = true;         ///< of a model that has some; false: the object's box alone
  float exposure = 0;               ///< stops; brightens what final, diffuse and specular show of the object and its environment

  bool operator==(const RenderSettings&) const = default;
};

/// How a grid's channels lie in memory for drawing: as the file says, in floating point; or in 8 bits, a quarter of the memory, which is
/// faster and differs by less than one sees (see CompactGrid).
enum class Precision { exact, compact };

/// A model made ready for drawing on one device: flattened leaves, shader, environment.
class RenderModel {
 public:
  /// @param residuals one a corner, as in Model
  /// @param sample_distance the model's own sampling distance, cells
  /// @param highlights see HighlightMap; empty: there are none
  RenderModel(Device& device, const Topology& topology, const std::vector<Channels>& residuals, const ShaderWeights& shader,
              const std::vector<glm::vec3>& environment, Precision precision = Precision::exact, float sample_distance = 0.5f,
              const std::vector<glm::vec4>& highlights = {});

  /// The leaves as kernels see them.
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
  double seconds = 0;  ///< until the picture was there, from when the device was free to begin it
  double samples_per_ray = 0;
  std::int64_t samples = 0;
};

/// Draws an image.
/// @return RGBA, 0..1: final, diffuse, specular are sRGB-encoded, composed on the background (alpha is the opacity); depth is the weighted
/// mean distance as grey: 0.5 in the plane through the box's centre, 1 half a diagonal behind it; normal is 0.5 + 0.5 n in world axes; level, steps are false colour
ImageF render(Device& device, const RenderModel& model, const Camera& camera, const RenderSettings& settings,
              RenderStatistics* statistics = nullptr);

}  // namespace asrg
