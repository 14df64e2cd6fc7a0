#pragma once

#include <string>

namespace asrg {

/// What experiments change of the method; compress/RESULTS.md tells what each is worth. Every number is a float, and 0 or 1 says no or yes.
struct Tuning {
  float lobes = 1;                  ///< have features colours of their own? See ShaderWeights
  float highlight_penalty = 1e-5f;  ///< L1 penalty on the map of highlights, in units of the loss
  float averaging = 0.05f;          ///< see StepSettings::averaging: over some twenty steps that touched a corner
  float sample_distance = 0.5f;     ///< along rays, cells; when drawn, and while fitting once there is a surface
  float feature_penalty = 0.5f;     ///< L1 penalty on features relative to that on colours; without surroundings
  float huber_delta = 0.1f;         ///< see LossSettings, and so for the next three
  float distortion_weight = 0.002f;
  float opacity_weight = 0.0005f;
  float specular_weight = 0.003f;
  float late_distortion = 10;  ///< by which factor distortion_weight has grown when bricks are merged; without surroundings
  float density_rate = 0.1f;   ///< Adam's rate in the beginning, and so for the next three
  float colour_rate = 0.02f;
  float feature_rate = 0.04f;
  float shader_rate = 0.01f;
  float pose_rate = 1e-3f;      ///< of the photos' poses, see StepSettings
  float exposure_rate = 5e-3f;  ///< of their exposure
  float pose_begin = 0.05f;     ///< fraction of the fit at which these begin to learn

  bool operator==(const Tuning&) const = default;
};

/// Sets one of the numbers by its name.
/// @param text "NAME=VALUE"
/// @throws Error (arguments) naming the names that there are, or what is wrong with the number
void set_tuning(Tuning& tuning, const std::string& text);

/// What differs from the defaults, as set_tuning() takes it, with commas between.
std::string tuning_changes(const Tuning& tuning);

/// All names, with commas between.
std::string tuning_names();

}  // namespace asrg
