#include "compress/program/options.h"

#include "cuda/core/available_cores.h"

#include <fmt/format.h>
#include <tbb/global_control.h>

#include <charconv>
#include <memory>

namespace asrg {

std::optional<DeviceChoice> parse_device(std::string_view text) {
  using Kind = DeviceChoice::Kind;
  if (text == "auto") return DeviceChoice{};
  if (text == "cpu") return DeviceChoice{Kind::cpu};
  if (text == "cuda") return DeviceChoice{Kind::cuda};
  constexpr std::string_view numbered = "cuda:";
  if (text.substr(0, numbered.size()) != numbered) return std::nullopt;
  DeviceChoice choice{Kind::cuda};
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + numbered.size(), end, choice.index);
  if (number.ec != std::errc() || number.ptr != end || choice.index < 0) return std::nullopt;
  return choice;
}

int limit_threads(int threads) {
  static std::unique_ptr<tbb::global_control> limit;
  limit.reset();  // the lowest of several would hold
  const int allowed = threads > 0 ? threads : available_cores();
  limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(allowed));
  return allowed;
}

void add_threads(CLI::App& command, int& threads) {
  command
      .add_option_function<int>(
          "--threads", [&threads](int n) { limit_threads(threads = n); }, "CPU threads; 0: all cores")
      ->check(number_in(0, 1024))
      ->default_str(std::to_string(threads));
}

void DeviceOptions::add_to(CLI::App& command) {
  const auto is_device = [](const std::string& text) {
    return parse_device(text) ? std::string() : fmt::format("{} is none of auto, cpu, cuda, cuda:N", text);
  };
  command
      .add_option("--device", device,
                  "where to compute: auto (CUDA if there is such a device, else the CPU), cpu, cuda, or cuda:N (the CUDA device of that "
                  "number, from 0)")
      ->check(CLI::Validator(is_device, "auto|cpu|cuda|cuda:N"))
      ->capture_default_str();
  add_threads(command, threads);
}

Device DeviceOptions::open() const { return Device::open(parse_device(device).value(), limit_threads(threads), deterministic); }

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
