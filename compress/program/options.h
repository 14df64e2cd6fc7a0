#pragma once

#include "cuda/core/device.h"
#include "cuda/render/renderer.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace asrg {

// Options that several commands have, the viewer among them.

/// @param text auto, cpu, cuda (the first such device) or cuda:N
/// @return none where it is something else
std::optional<DeviceChoice> parse_device(std::string_view text);

/// TBB's limit for the whole program, not for kernels alone, until it is called again.
/// @param threads 0: as many as there are cores for this process, see available_cores()
/// @return the limit
int limit_threads(int threads);

/// --threads, which holds from where it is read: also for what a command does before it opens a device, or without one.
void add_threads(CLI::App& command, int& threads);

/// --device and --threads.
struct DeviceOptions {
  std::string device = "auto";
  int threads = 0;
  bool deterministic = false;

  void add_to(CLI::App& command);
  /// Calls limit_threads(). @throws Error (unsupported) where the device is not there
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
