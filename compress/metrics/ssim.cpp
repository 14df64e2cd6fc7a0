#include "compress/metrics/ssim.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

namespace asrg {
namespace {

constexpr int window = ssim_window_edge;
using Kernel = std::array<double, window>;

Kernel gaussian() {
  Kernel k{};
  double sum = 0;
  for (int i = 0; i < window; ++i) sum += k[i] = std::exp(-0.5 * (i - window / 2) * (i - window / 2) / (1.5 * 1.5));
  for (double& x : k) x /= sum;
  return k;
}

/// Separable filter over the windows that lie wholly within a plane of width x height.
std::vector<double> filter(const std::vector<double>& plane, int width, int height, const Kernel& k) {
  const int w = width - window + 1, h = height - window + 1;
  std::vector<double> rows(static_cast<std::size_t>(w) * height), result(static_cast<std::size_t>(w) * h);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < w; ++x) {
      double sum = 0;
      for (int i = 0; i < window; ++i) sum += k[i] * plane[static_cast<std::size_t>(y) * width + x + i];
      rows[static_cast<std::size_t>(y) * w + x] = sum;
    }
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      double sum = 0;
      for (int i = 0; i < window; ++i) sum += k[i] * rows[static_cast<std::size_t>(y + i) * w + x];
      result[static_cast<std::size_t>(y) * w + x] = sum;
    }
  return result;
}

}  // namespace

double ssim(const ImageF& a, const ImageF& b) {
  if (a.width != b.width || a.height != b.height || a.channels < 3 || b.channels < 3 || a.width < window || a.height < window)
    throw Error(ErrorKind::arguments,
                fmt::format("SSIM needs two RGB images of one size, at least {0}x{0} pixels: they have {1}x{2}x{3} and {4}x{5}x{6}", window,
                            a.width, a.height, a.channels, b.width, b.height, b.channels));
  const Kernel k = gaussian();
  const std::size_t pixels = static_cast<std::size_t>(a.width) * a.height;
  double total = 0;
  std::size_t count = 0;
  for (int c = 0; c < 3; ++c) {
    std::vector<double> x(pixels), y(pixels), xx(pixels), yy(pixels), xy(pixels);
    for (std::size_t i = 0; i < pixels; ++i) {
      x[i] = a.pixels[i * a.channels + c];
      y[i] = b.pixels[i * b.channels + c];
      xx[i] = x[i] * x[i];
      yy[i] = y[i] * y[i];
      xy[i] = x[i] * y[i];
    }
    const auto f = [&](const std::vector<double>& plane) { return filter(plane, a.width, a.height, k); };
    const auto mx = f(x), my = f(y), sxx = f(xx), syy = f(yy), sxy = f(xy);
    constexpr double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
    for (std::size_t i = 0; i < mx.size(); ++i) {
      const double vx = sxx[i] - mx[i] * mx[i], vy = syy[i] - my[i] * my[i], covariance = sxy[i] - mx[i] * my[i];
      total += (2 * mx[i] * my[i] + c1) * (2 * covariance + c2) / ((mx[i] * mx[i] + my[i] * my[i] + c1) * (vx + vy + c2));
    }
    count += mx.size();
  }
  return total / static_cast<double>(count);
}

}  // namespace asrg
