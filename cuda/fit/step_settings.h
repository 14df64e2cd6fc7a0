#pragma once

#include "cuda/core/channels.h"
#include "cuda/grid/lattice.h"
#include "cuda/grid/quantise.h"
#include "cuda/render/sample_distance.h"

#include <cstdint>

namespace asrg {

/// The background on which photos and model are composited while fitting. `random`: another colour for each patch.
enum class FitBackground : int { white, black, environment, random };

/// The weights of the loss. Every term is a mean over the rays of a step.
struct LossSettings {
  float step = default_sample_distance;  ///< sampling distance, cells
  float huber_delta = 0.1f;              ///< differences of colour above this count linearly, not squared (sRGB-encoded, 0..1)
  float ssim_weight = 0.01f;             ///< of 1 - SSIM on patches
  float distortion_weight = 0.002f;      ///< of RayComposite::distortion, which is small where a ray's weights lie close together
  float opacity_weight = 0.0005f;        ///< of opacity * (1 - opacity), which is small where a pixel is either object or background
  float specular_weight = 0.003f;        ///< of the MLP's squared colour, so that what the diffuse colour can express is left to it
  FitBackground background = FitBackground::white;
};

/// Lower bound of LossSettings::step, cells: memory for samples is allocated for it.
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
  float pose_rate = 0;           ///< learning rate of PhotoCorrection's pose; 0: it is not learnt
  float exposure_rate = 0;       ///< learning rate of PhotoCorrection's exposure; 0: it is not learnt
  float lens_rate = 0;           ///< learning rate of PhotoCorrection's lens; 0: it is not learnt
  bool photos_only = false;      ///< only corrections of photos are learnt, without the model; their mean is not subtracted
  bool lobes = true;             ///< are the shader's lobes and the highlights learnt?
  float highlight_sparsity = 0;  ///< lambda of the highlights' L1 penalty, in units of the loss
  float averaging = 0;  ///< share of the newest residual in a corner's running average, more in the first steps; 0: no average is kept
  const QuantisationSteps* quantisation = nullptr;  ///< render with quantised residuals (straight-through gradient); null: without rounding
};

/// How bricks are pruned and split; see adapt.h.
struct SplitSettings {
  float prune_threshold = 0.01f;     ///< see prune_cells
  float share = 1;                   ///< see choose_splits
  std::int64_t max_cells = 1 << 20;  ///< see choose_splits
  float least_opacity = 0;           ///< see split_occupied
};

}  // namespace asrg
