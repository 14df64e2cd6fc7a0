#include "compress/fit/tuning.h"

#include "compress/model/model.h"
#include "cuda/core/error.h"
#include "cuda/fit/step_settings.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace asrg {
namespace {

struct Entry {
  const char* name;
  float Tuning::*value;
};

constexpr Entry entries[] = {{"lobes", &Tuning::lobes},
                             {"highlight_penalty", &Tuning::highlight_penalty},
                             {"averaging", &Tuning::averaging},
                             {"sample_distance", &Tuning::sample_distance},
                             {"feature_penalty", &Tuning::feature_penalty},
                             {"huber_delta", &Tuning::huber_delta},
                             {"distortion_weight", &Tuning::distortion_weight},
                             {"opacity_weight", &Tuning::opacity_weight},
                             {"specular_weight", &Tuning::specular_weight},
                             {"late_distortion", &Tuning::late_distortion},
                             {"density_rate", &Tuning::density_rate},
                             {"colour_rate", &Tuning::colour_rate},
                             {"feature_rate", &Tuning::feature_rate},
                             {"shader_rate", &Tuning::shader_rate},
                             {"pose_rate", &Tuning::pose_rate},
                             {"lens_rate", &Tuning::lens_rate},
                             {"exposure_rate", &Tuning::exposure_rate},
                             {"pose_begin", &Tuning::pose_begin},
                             {"cooled", &Tuning::cooled}};

/// Upper bound of Tuning::sample_distance: before surfaces have formed, samples are twice as far apart.
constexpr float largest_sample_step = most_sample_distance / 2;

}  // namespace

void set_tuning(Tuning& tuning, const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  for (const Entry& e : entries) {
    if (name != e.name || equals == std::string::npos) continue;
    float x = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + equals + 1, end, x);
    if (error != std::errc() || stop != end || !(x >= 0 && x <= 1e6f))
      throw Error(ErrorKind::arguments, fmt::format("--set {}: a number from 0 to 1000000 is needed", text));
    if (e.value == &Tuning::sample_distance && !(x >= smallest_sample_step && x <= largest_sample_step))
      throw Error(ErrorKind::arguments, fmt::format("--set {}: from {} to {}", text, smallest_sample_step, largest_sample_step));
    if (e.value == &Tuning::averaging && x > 1) throw Error(ErrorKind::arguments, fmt::format("--set {}: from 0 to 1", text));
    tuning.*e.value = x;
    return;
  }
  throw Error(ErrorKind::arguments, fmt::format("--set {}: NAME=VALUE is needed, with one of {}", text, tuning_names()));
}

std::string tuning_changes(const Tuning& tuning) {
  std::string changes;
  for (const Entry& e : entries)
    if (tuning.*e.value != Tuning{}.*e.value) changes += fmt::format("{}{}={}", changes.empty() ? "" : ",", e.name, tuning.*e.value);
  return changes;
}

std::string tuning_names() {
  std::string names;
  for (const Entry& e : entries) names += (names.empty() ? "" : ", ") + std::string(e.name);
  return names;
}

}  // namespace asrg
