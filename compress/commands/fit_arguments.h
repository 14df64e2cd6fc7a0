#pragma once

#include "compress/fit/fit_options.h"
#include "compress/fit/checkpoint.h"
#include "compress/program/options.h"
#include "compress/scene/scene.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// What the command line says of a fit, for every command that begins one: the data set, how its photos are read, how they are fitted, and where.
struct FitArguments {
  std::filesystem::path dataset, output;
  SceneOptions scene;
  FitOptions fit;
  DeviceOptions device;

  FitArguments();
  /// @param output_help what --output is
  void add_to(CLI::App& command, const std::string& output_help);
  /// Takes over what is given as text. @throws Error (arguments)
  void settle();
  /// What a resumed fit was begun with holds where the command line says nothing else.
  void take_unstated(const LastingOptions& begun, const CLI::App& command);
  /// Reads the photos as the fit wants them, says on stderr what seems wrong with them, and brings --box into their coordinates.
  /// @throws Error as load_scene; (arguments) where --supersample does not divide --downscale
  Scene load_photos();

 private:
  std::string time_limit_, background_ = "random", mask_ = "off", poses_ = "auto", exposure_ = "auto";
  std::vector<double> box_;
  std::vector<std::string> tuning_;
};

}  // namespace asrg
