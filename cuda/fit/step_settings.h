#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/lattice.h"
#include "cuda/grid/quantise.h"

#include <cstdint>

namespace asrg {

/// What stands behind the object while fitting.
enum class FitBackground : int { white, black, environment, random };

/// The weights of the loss. Every term is a mean over the rays of a step.
struct LossSettings {
  float step = 0.5f;                 ///< sampling distance, cells
  float huber_delta = 0.1f;          ///< photometric residuals above this count linearly (sRGB, 0..1)
  float ssim_weight = 0.01f;         ///< of 1 - SSIM on patches
  float distortion_weight = 0.002f;  ///< gathers each ray's weights in one place
  float opacity_weight = 0.0005f;    ///< of opacity * (1 - opacity): a pixel is object or it is not
  float specular_weight = 0.0005f;   ///< of the MLP's squared colour: what diffuse can explain stays diffuse
  FitBackground background = FitBackground::white;
};

/// The shortest sampling distance that a step can be taken with, cells.
constexpr float smallest_sample_step = 0.25f;

/// How one level's residuals are optimised; per channel.
struct CornerStep {
  Channels rate;      ///< learning rate
  Channels sparsity;  ///< lambda of the L1 penalty on the residual, in units of the loss
  Channels decay;     ///< weight of the squared residual, in units of the loss
};

/// How one step is taken.
struct StepSettings {
  LossSettings loss;
  int patches = 256;
  CornerStep levels[Lattice::max_levels]{};
  float shader_rate = 1e-3f;
  float environment_rate = 1e-2f;
  float pose_rate = 0;  ///< learning rate of PhotoCorrection's pose, and of its exposure; 0: they stay
  float exposure_rate = 0;
  bool photos_only = false;      ///< the model stays, only corrections of photos learn; their mean is not taken away
  bool lobes = true;             ///< do the shader's lobes learn, and the highlights?
  float highlight_sparsity = 0;  ///< lambda of the highlights' L1 penalty, in units of the loss
  float averaging =
      0;  ///< share of the newest residual in the running average of a corner's residuals, in the beginning more; 0: there is no average
  const QuantisationSteps* quantisation = nullptr;  ///< render with rounded residuals (straight-through gradient)
};

/// How bricks are split; see adapt.h.
struct SplitSettings {
  float prune_threshold = 0.01f;
  float share = 1;
  std::int64_t max_cells = 1 << 20;
  float least_opacity = 0;
};

}  // namespace asrg
