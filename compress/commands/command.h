#pragma once

#include "cuda/core/device.h"
#include "cuda/render/renderer.h"

#include <CLI/CLI.hpp>
#include <glm/glm.hpp>
#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <cstdint>
#include <string>

namespace asrg {

// Each command registers itself with the program and throws Error on failure; what it returns is the exit code.
// One file a command.
void add_build(CLI::App& app, int& exit_code);
void add_eval(CLI::App& app, int& exit_code);
void add_render(CLI::App& app, int& exit_code);
void add_info(CLI::App& app, int& exit_code);
void add_validate(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);

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

/// The exit code of a command that Ctrl-C ended, as shells have it.
constexpr int exit_interrupted = 130;
/// Set by Ctrl-C (SIGINT) and SIGTERM once watch_interrupts() has been called; the second one ends the program at once.
extern std::atomic<bool> interrupted;
void watch_interrupts();

/// Accepts numbers within [low, high], and unlike CLI::Range no NaN.
CLI::Validator number_in(double low, double high);
/// "90", "90s", "10m", "1.5h" -> seconds. @throws Error (arguments)
double parse_duration(const std::string& text);
/// "500000", "500kB", "5MB", "1.5MiB" -> bytes, at least 1. @throws Error (arguments)
std::int64_t parse_bytes(const std::string& text);
/// "800x600" -> {800, 600}. @throws Error (arguments)
glm::ivec2 parse_size(const std::string& text);
/// 123456 -> "123.5 kB"
std::string format_bytes(std::int64_t bytes);
/// JSON with a line a value. Text that is not UTF-8 (a file's name may be anything) has such bytes replaced.
std::string json_text(const nlohmann::json& json);
/// JSON knows no infinity and no NaN: they become null.
nlohmann::json finite_json(double x);

}  // namespace asrg
