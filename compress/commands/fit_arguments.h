#pragma once

#include "compress/fit/fit_options.h"
#include "compress/fit/checkpoint.h"
#include "compress/commands/pose_arguments.h"
#include "compress/program/options.h"
#include "compress/scene/odd_views.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace asrg {

/// The command line's options of a fit, for every command that begins one: the data set, how its photos are read, how they are fitted, and on which
/// device.
struct FitArguments {
  std::filesystem::path dataset, output;
  SceneOptions scene;
  FitOptions fit;
  DeviceOptions device;
  PoseArguments pose;

  FitArguments();
  /// @param output_help help text of --output
  void add_to(CLI::App& command, const std::string& output_help);
  /// Parses the options that are given as text. @throws Error (arguments)
  void settle();
  /// Sets the options that the command line does not state to those with which a resumed fit was begun.
  void take_unstated(const LastingOptions& begun, const CLI::App& command);
  /// Where `dataset` is a video or a folder of photos without cameras, finds these and makes the result the data set. Runs --mask-command.
  /// @return false where it was interrupted; it has printed so
  bool prepare_photos(bool quiet);
  /// Reads the photos at the size that the fit needs, prints warnings to stderr, and converts --box to the scene's coordinates.
  /// @throws Error as load_scene; (arguments) where --supersample does not divide --downscale
  Scene load_photos();

 private:
  /// Finds the sight lines of photos without masks. @return the photos that do not suit them
  OddViews compare_what_is_shown(Scene& photos) const;

  std::string time_limit_, background_ = "random", mask_ = "auto", mask_command_, poses_ = "auto", exposure_ = "auto";
  bool keep_odd_ = false;
  std::vector<double> box_;
  std::vector<std::string> tuning_;
};

}  // namespace asrg
