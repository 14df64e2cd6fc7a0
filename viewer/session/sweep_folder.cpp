#include "viewer/session/sweep_folder.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace asrg {

std::optional<SweepFolder> read_sweep_folder(const std::filesystem::path& folder) {
  const auto file = folder / "metrics.json";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::nullopt;
  const auto j = nlohmann::json::parse(read_text_file(file, 64 << 20), nullptr, false);
  if (!j.is_object() || j.value("format", nlohmann::json()) != "asrg-metrics" || !j.contains("models") || !j["models"].is_array())
    throw Error(ErrorKind::invalid_file, fmt::format("{} is not what asrg sweep writes", file.string()));
  SweepFolder sweep;
  if (const auto dataset = j.find("dataset"); dataset != j.end() && dataset->is_string()) sweep.dataset = dataset->get<std::string>();
  for (const auto& m : j["models"]) {
    const auto measured = parse_eval_json(m.dump());
    if (!measured || !m.contains("file") || !m["file"].is_string()) continue;
    // Only the file's name is used, so that the JSON cannot refer to files outside of the folder.
    sweep.models.push_back({folder / std::filesystem::path(m["file"].get<std::string>()).filename(), *measured});
  }
  std::sort(sweep.models.begin(), sweep.models.end(), [](const auto& a, const auto& b) { return a.measured.bytes < b.measured.bytes; });
  return sweep;
}

std::optional<SizeQuality> find_in_sweep(const std::filesystem::path& model, std::int64_t bytes) {
  try {
    if (const auto sweep = read_sweep_folder(model.parent_path()))
      for (const SweepFolder::Entry& e : sweep->models)
        if (e.file.filename() == model.filename() && e.measured.bytes == bytes) return e.measured;
  } catch (const Error&) {
    // A metrics.json of something else: not the folder of a sweep.
  }
  return std::nullopt;
}

}  // namespace asrg
