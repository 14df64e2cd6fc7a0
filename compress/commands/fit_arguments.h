#pragma once

#include "compress/fit/fit_options.h"
#include "compress/fit/checkpoint.h"
#include "compress/commands/pose_arguments.h"
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
  PoseArguments pose;

  FitArguments();
  /// @param output_help what --output is
  void add_to(CLI::App& command, const std::string& output_help);
  /// Takes over what is given as text. @throws Error (arguments)
  void settle();
  /// What a resumed fit was begun with holds where the command line says nothing else.
  void take_unstated(const LastingOptions& begun, const CLI::App& command);
  /// Finds cameras where `dataset` is a video or a folder of photos without, and makes what came out the data set; masks that a program is to
  /// make are made.
  /// @return false where it was interrupted, which it has said
  bool prepare_photos(bool quiet);
  /// Reads the photos as the fit wants them, says on stderr what seems wrong with them, and brings --box into their coordinates.
  /// @throws Error as load_scene; (arguments) where --supersample does not divide --downscale
  Scene load_photos();

 private:
  std::string time_limit_, background_ = "random", mask_ = "auto", mask_command_, poses_ = "auto", exposure_ = "auto";
  std::vector<double> box_;
  std::vector<std::string> tuning_;
};

}  // namespace asrg
