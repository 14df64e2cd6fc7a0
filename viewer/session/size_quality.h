#pragma once

#include <glm/glm.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asrg {

/// One model in the plot of size against quality.
struct SizeQuality {
  std::int64_t bytes = 0;
  double psnr = 0;  ///< dB
  std::optional<double> ssim = {};
};

/// PSNR, bytes and, where it has them, SSIM from the output of `asrg eval --json`; nothing where the text is something else, or was measured on
/// training photos.
std::optional<SizeQuality> parse_eval_json(const std::string& text);

/// The content of NAME.json beside NAME.asrg, where `asrg eval` wrote it for a file of this size.
std::optional<SizeQuality> find_eval_json(const std::filesystem::path& model, std::int64_t bytes);

/// The plot's axes: x is the number of bytes, logarithmic; y is PSNR. Positions are 0..1 within the frame, with y downwards.
class SizeQualityPlot {
 public:
  explicit SizeQualityPlot(const std::vector<SizeQuality>& points);
  glm::vec2 position(const SizeQuality& point) const;
  /// Bytes at round numbers (1, 2, 5 times powers of ten) within the frame.
  std::vector<std::int64_t> byte_ticks() const;
  /// Whole dB within the frame, at most about eight.
  std::vector<double> psnr_ticks() const;
  /// The index of the point nearest to `at` that is within `radius`; -1: none.
  static int hit(const std::vector<glm::vec2>& positions, glm::vec2 at, float radius);

 private:
  double low_bytes_, high_bytes_;  ///< log10 of bytes
  double low_psnr_, high_psnr_;
};

}  // namespace asrg
