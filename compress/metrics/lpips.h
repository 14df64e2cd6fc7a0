#pragma once

#include "cuda/core/image.h"
#include "compress/metrics/npz.h"

#include <filesystem>
#include <map>
#include <string>

namespace asrg {

/// LPIPS v0.1, the learned perceptual distance of Zhang, Isola, Efros, Shechtman and Wang, "The Unreasonable Effectiveness of Deep Features
/// as a Perceptual Metric", CVPR 2018. 0 for equal images; smaller is more alike.
class Lpips {
 public:
  /// Reads the weights of an AlexNet or SqueezeNet 1.1 trunk and of the linear layers: arrays "features.N....weight" (OIHW), "....bias",
  /// "linK.weight". The names of the arrays show which net it is.
  /// @throws Error (io) naming the file and the array that is missing, damaged, of the wrong shape or not finite
  explicit Lpips(const std::filesystem::path& npz);

  /// @param a,b one size, at least 32x32 pixels, values 0..1; the first three channels count
  /// @throws Error (arguments) where the sizes differ or are too small, or there are fewer than three channels
  double distance(const ImageF& a, const ImageF& b) const;

  /// "alex" or "squeeze"
  const std::string& net() const { return net_; }

 private:
  std::string net_;
  std::map<std::string, FloatArray> arrays_;
};

}  // namespace asrg
