#include "viewer/session/size_quality.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace asrg {

std::optional<SizeQuality> parse_eval_json(const std::string& text) {
  const nlohmann::json j = nlohmann::json::parse(text, nullptr, false);
  if (!j.is_object() || !j.contains("psnr") || !j.contains("bytes") || !j["psnr"].is_number() || !j["bytes"].is_number_integer())
    return std::nullopt;
  if (j.contains("split") && j["split"] == "train") return std::nullopt;  // training photos tell nothing of the quality
  SizeQuality s{j["bytes"].get<std::int64_t>(), j["psnr"].get<double>()};
  if (j.contains("ssim") && j["ssim"].is_number()) s.ssim = j["ssim"].get<double>();
  if (s.bytes <= 0 || !std::isfinite(s.psnr)) return std::nullopt;
  return s;
}

std::optional<SizeQuality> find_eval_json(const std::filesystem::path& model, std::int64_t bytes) {
  std::filesystem::path json = model;
  json.replace_extension(".json");
  try {
    const auto found = parse_eval_json(read_text_file(json, 16 << 20));
    // Another size: the JSON file is of another fit with the same name.
    return found && found->bytes == bytes ? found : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

SizeQualityPlot::SizeQualityPlot(const std::vector<SizeQuality>& points) : low_bytes_(5), high_bytes_(7), low_psnr_(25), high_psnr_(35) {
  if (points.empty()) return;
  low_bytes_ = low_psnr_ = 1e30;
  high_bytes_ = high_psnr_ = -1e30;
  for (const SizeQuality& p : points) {
    const double b = std::log10(static_cast<double>(std::max<std::int64_t>(p.bytes, 1)));
    low_bytes_ = std::min(low_bytes_, b);
    high_bytes_ = std::max(high_bytes_, b);
    low_psnr_ = std::min(low_psnr_, p.psnr);
    high_psnr_ = std::max(high_psnr_, p.psnr);
  }
  low_bytes_ -= 0.3;
  high_bytes_ += 0.3;
  low_psnr_ -= 1;
  high_psnr_ += 1;
}

glm::vec2 SizeQualityPlot::position(const SizeQuality& p) const {
  return {
      static_cast<float>((std::log10(static_cast<double>(std::max<std::int64_t>(p.bytes, 1))) - low_bytes_) / (high_bytes_ - low_bytes_)),
      static_cast<float>((high_psnr_ - p.psnr) / (high_psnr_ - low_psnr_))};
}

std::vector<std::int64_t> SizeQualityPlot::byte_ticks() const {
  std::vector<std::int64_t> ticks;
  for (int power = 0; power < 15; ++power)
    for (const double digit : {1.0, 2.0, 5.0}) {
      const double bytes = digit * std::pow(10.0, power), at = std::log10(bytes);
      if (at >= low_bytes_ && at <= high_bytes_) ticks.push_back(std::llround(bytes));
    }
  return ticks;
}

std::vector<double> SizeQualityPlot::psnr_ticks() const {
  std::vector<double> ticks;
  const double step = std::max(1.0, std::ceil((high_psnr_ - low_psnr_) / 8));
  for (double p = std::ceil(low_psnr_ / step) * step; p <= high_psnr_; p += step) ticks.push_back(p);
  return ticks;
}

int SizeQualityPlot::hit(const std::vector<glm::vec2>& positions, glm::vec2 at, float radius) {
  int best = -1;
  for (std::size_t i = 0; i < positions.size(); ++i)
    if (const float d = glm::length(positions[i] - at); d <= radius) {
      radius = d;
      best = static_cast<int>(i);
    }
  return best;
}

}  // namespace asrg
