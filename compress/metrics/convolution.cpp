#include "compress/metrics/convolution.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>

namespace asrg {
namespace {

constexpr int group = 16;  // output pixels computed together: their sums stay in registers

/// Gathers the receptive fields of `group` output pixels, from pixel `first` on: column[k][n], 0 beyond the image and from n = `count` on.
void gather(const FeatureMaps& in, int kernel, int stride, int padding, int out_width, int first, int count, std::vector<float>& column) {
  std::size_t k = 0;
  for (int c = 0; c < in.channels; ++c)
    for (int ky = 0; ky < kernel; ++ky)
      for (int kx = 0; kx < kernel; ++kx, ++k)
        for (int n = 0; n < group; ++n) {
          const int p = first + n, y = p / out_width * stride + ky - padding, x = p % out_width * stride + kx - padding;
          const bool inside = n < count && y >= 0 && x >= 0 && y < in.height && x < in.width;
          column[k * group + n] = inside ? in.values[(static_cast<std::size_t>(c) * in.height + y) * in.width + x] : 0.0f;
        }
}

}  // namespace

FeatureMaps convolve_relu(const FeatureMaps& input, const FloatArray& weight, const FloatArray& bias, int stride, int padding) {
  const int kernel = static_cast<int>(weight.shape[3]), outputs = static_cast<int>(weight.shape[0]);
  FeatureMaps out;
  out.channels = outputs;
  out.height = (input.height + 2 * padding - kernel) / stride + 1;
  out.width = (input.width + 2 * padding - kernel) / stride + 1;
  const int pixels = out.height * out.width;
  const std::size_t depth = static_cast<std::size_t>(input.channels) * kernel * kernel;
  out.values.resize(static_cast<std::size_t>(outputs) * pixels);
  tbb::parallel_for(tbb::blocked_range<int>(0, (pixels + group - 1) / group, 8), [&](const tbb::blocked_range<int>& range) {
    std::vector<float> column(depth * group);
    for (int b = range.begin(); b < range.end(); ++b) {
      const int first = b * group, count = std::min(group, pixels - first);
      gather(input, kernel, stride, padding, out.width, first, count, column);
      for (int o = 0; o < outputs; o += 4) {
        const int rows = std::min(4, outputs - o);
        float sum[4][group];
        for (int r = 0; r < 4; ++r) std::fill_n(sum[r], group, bias.values[o + std::min(r, rows - 1)]);
        const float* w[4];
        for (int r = 0; r < 4; ++r) w[r] = weight.values.data() + (o + std::min(r, rows - 1)) * depth;
        for (std::size_t k = 0; k < depth; ++k)
          for (int r = 0; r < 4; ++r)
            for (int n = 0; n < group; ++n) sum[r][n] += w[r][k] * column[k * group + n];
        for (int r = 0; r < rows; ++r)
          for (int n = 0; n < count; ++n) out.values[static_cast<std::size_t>(o + r) * pixels + first + n] = std::max(0.0f, sum[r][n]);
      }
    }
  });
  return out;
}

FeatureMaps max_pool(const FeatureMaps& input, bool ceil_mode) {
  FeatureMaps out;
  out.channels = input.channels;
  const auto extent = [&](int n) { return (n - 3 + (ceil_mode ? 1 : 0)) / 2 + 1; };
  out.height = extent(input.height);
  out.width = extent(input.width);
  out.values.resize(static_cast<std::size_t>(out.channels) * out.height * out.width);
  std::size_t i = 0;
  for (int c = 0; c < out.channels; ++c)
    for (int y = 0; y < out.height; ++y)
      for (int x = 0; x < out.width; ++x) {
        float m = -std::numeric_limits<float>::infinity();
        for (int v = 2 * y; v < std::min(2 * y + 3, input.height); ++v)
          for (int u = 2 * x; u < std::min(2 * x + 3, input.width); ++u)
            m = std::max(m, input.values[(static_cast<std::size_t>(c) * input.height + v) * input.width + u]);
        out.values[i++] = m;
      }
  return out;
}

}  // namespace asrg
