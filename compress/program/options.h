#pragma once

#include "cuda/core/device.h"
#include "cuda/render/renderer.h"

#include <CLI/CLI.hpp>

#include <string>

namespace asrg {

// Options that several commands have, the viewer among them.

/// --device and --threads.
struct DeviceOptions {
  std::string device = "auto";
  int threads = 0;
  bool deterministic = false;

  void add_to(CLI::App& command);
  /// @throws Error (unsupported) where the device is not there
  Device open() const;
};

/// --precision: how the grid lies in memory for drawing.
struct PrecisionOption {
  std::string name = "exact";

  void add_to(CLI::App& command);
  Precision get() const { return name == "exact" ? Precision::exact : Precision::compact; }
};

/// Accepts numbers within [low, high], and unlike CLI::Range no NaN.
CLI::Validator number_in(double low, double high);

}  // namespace asrg
