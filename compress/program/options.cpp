#include "compress/program/options.h"

#include <fmt/format.h>

namespace asrg {

void DeviceOptions::add_to(CLI::App& command) {
  command.add_option("--device", device, "where to compute: auto (CUDA if there is such a device, else the CPU), cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
      ->capture_default_str();
  command.add_option("--threads", threads, "CPU threads; 0: all cores")->check(number_in(0, 1024))->capture_default_str();
}

Device DeviceOptions::open() const {
  return Device::open(device == "cuda"  ? DeviceChoice::cuda
                      : device == "cpu" ? DeviceChoice::cpu
                                        : DeviceChoice::automatic,
                      threads, deterministic);
}

void PrecisionOption::add_to(CLI::App& command) {
  command
      .add_option("--precision", name,
                  "draw from corners in floating point (exact), or in 8 bits as the viewer does (compact: less memory, faster)")
      ->check(CLI::IsMember({"exact", "compact"}))
      ->capture_default_str();
}

CLI::Validator number_in(double low, double high) {
  const std::string range = fmt::format("{} to {}", low, high);
  return CLI::Validator(
      [low, high, range](std::string& text) {
        double value = 0;
        const bool good = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
        return good ? std::string() : fmt::format("{} is not a number from {}", text, range);
      },
      range);
}

}  // namespace asrg
