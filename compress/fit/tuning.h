#pragma once

#include "cuda/fit/step_settings.h"

#include <string>

namespace asrg {

/// Parameters of the method that experiments change; compress/RESULTS.md tells what each is worth. Every one is a float; of those that are a choice, 0 is
/// no and 1 is yes.
struct Tuning {
  float lobes = 1;                                  ///< does the shader have lobes? See ShaderWeights
  float highlight_penalty = 1e-5f;                  ///< L1 penalty on the map of highlights, in units of the loss
  float averaging = 0.05f;                          ///< see StepSettings::averaging: over some twenty steps that touched a corner
  float sample_distance = default_sample_distance;  ///< along rays, cells; when drawn, and while fitting once there is a surface
  float feature_penalty = 0.5f;                     ///< L1 penalty on features relative to that on colours; without surroundings
  float huber_delta = LossSettings{}.huber_delta;   ///< see LossSettings
  float distortion_weight = LossSettings{}.distortion_weight;  ///< see LossSettings
  float opacity_weight = LossSettings{}.opacity_weight;        ///< see LossSettings
  float specular_weight = LossSettings{}.specular_weight;      ///< see LossSettings
  float late_distortion = 10;   ///< factor by which distortion_weight has grown when bricks are merged; without surroundings
  float density_rate = 0.1f;    ///< Adam's learning rate at the beginning, of density
  float colour_rate = 0.02f;    ///< the same of colour
  float feature_rate = 0.04f;   ///< the same of features
  float shader_rate = 0.01f;    ///< the same of the shader's weights
  float pose_rate = 1e-3f;      ///< learning rate of the photos' poses, see StepSettings
  float lens_rate = 1e-3f;      ///< learning rate of their lenses, see StepSettings
  float exposure_rate = 5e-3f;  ///< learning rate of the photos' exposure, see StepSettings
  float pose_begin = 0.05f;     ///< fraction of the fit at which poses and exposure begin to be learnt
  float cooled = 0.2f;          ///< factor to which all learning rates have fallen at the end besides, see Schedule::cool

  bool operator==(const Tuning&) const = default;
};

/// Sets one parameter by its name.
/// @param text "NAME=VALUE"
/// @throws Error (arguments) with the names that exist, or what is wrong with the number
void set_tuning(Tuning& tuning, const std::string& text);

/// The parameters that differ from the defaults, in the form that set_tuning() takes, separated by commas.
std::string tuning_changes(const Tuning& tuning);

/// All names, separated by commas.
std::string tuning_names();

}  // namespace asrg
