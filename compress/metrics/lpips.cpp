#include "compress/metrics/lpips.h"

#include "cuda/core/error.h"
#include "compress/metrics/convolution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// One layer of a trunk. A fire module (SqueezeNet) squeezes by a 1x1 convolution and expands by a 1x1 and a 3x3 convolution side by side.
struct Layer {
  enum Kind { convolution, pool, fire } kind;
  int index = 0;                        ///< N of "features.N"
  std::size_t inputs = 0, outputs = 0;  ///< channels; of a fire module: the input's, and those of each expansion
  int kernel = 0, stride = 1, padding = 0;
  std::size_t squeeze = 0;  ///< channels of a fire module after squeezing
  bool tap = false;         ///< is its output compared?
};

Layer convolution(int index, std::size_t inputs, std::size_t outputs, int kernel, int stride, int padding) {
  return {.kind = Layer::convolution,
          .index = index,
          .inputs = inputs,
          .outputs = outputs,
          .kernel = kernel,
          .stride = stride,
          .padding = padding,
          .tap = true};
}

Layer fire(int index, std::size_t inputs, std::size_t outputs, std::size_t squeeze, bool tap) {
  return {.kind = Layer::fire, .index = index, .inputs = inputs, .outputs = outputs, .squeeze = squeeze, .tap = tap};
}

const std::vector<Layer>& layers(const std::string& net) {
  static const std::vector<Layer> alex{convolution(0, 3, 64, 11, 4, 2),   {Layer::pool},
                                       convolution(3, 64, 192, 5, 1, 2),  {Layer::pool},
                                       convolution(6, 192, 384, 3, 1, 1), convolution(8, 384, 256, 3, 1, 1),
                                       convolution(10, 256, 256, 3, 1, 1)};
  static const std::vector<Layer> squeeze{convolution(0, 3, 64, 3, 2, 0),
                                          {Layer::pool},
                                          fire(3, 64, 64, 16, false),
                                          fire(4, 128, 64, 16, true),
                                          {Layer::pool},
                                          fire(6, 128, 128, 32, false),
                                          fire(7, 256, 128, 32, true),
                                          {Layer::pool},
                                          fire(9, 256, 192, 48, true),
                                          fire(10, 384, 192, 48, true),
                                          fire(11, 384, 256, 64, true),
                                          fire(12, 512, 256, 64, true)};
  return net == "alex" ? alex : squeeze;
}

using Arrays = std::map<std::string, FloatArray>;

void require(const Arrays& arrays, const std::filesystem::path& path, const std::string& name, const std::vector<std::size_t>& shape) {
  const auto it = arrays.find(name);
  if (it == arrays.end()) throw Error(ErrorKind::io, fmt::format("{}: array {} is missing", path.string(), name));
  std::size_t count = 1;
  for (const std::size_t n : shape) count *= n;
  // The linear layers have the shape C, or 1 x C x 1 x 1.
  const bool same = shape.size() == 1 ? it->second.values.size() == count : it->second.shape == shape;
  if (!same)
    throw Error(ErrorKind::io, fmt::format("{}: array {} has the shape {} where {} is needed", path.string(), name,
                                           fmt::join(it->second.shape, "x"), fmt::join(shape, "x")));
  if (!std::all_of(it->second.values.begin(), it->second.values.end(), [](float v) { return std::isfinite(v); }))
    throw Error(ErrorKind::io, fmt::format("{}: array {} holds numbers that are not finite", path.string(), name));
}

void require_convolution(const Arrays& arrays, const std::filesystem::path& path, const std::string& name, std::size_t outputs,
                         std::size_t inputs, std::size_t kernel) {
  require(arrays, path, name + ".weight", {outputs, inputs, kernel, kernel});
  require(arrays, path, name + ".bias", {outputs});
}

FeatureMaps convolve(const Arrays& arrays, const std::string& name, const FeatureMaps& in, int stride, int padding) {
  return convolve_relu(in, arrays.at(name + ".weight"), arrays.at(name + ".bias"), stride, padding);
}

FeatureMaps apply(const Layer& l, const FeatureMaps& in, const Arrays& arrays, bool ceil_mode) {
  const std::string name = fmt::format("features.{}", l.index);
  if (l.kind == Layer::pool) return max_pool(in, ceil_mode);
  if (l.kind == Layer::convolution) return convolve(arrays, name, in, l.stride, l.padding);
  const FeatureMaps squeezed = convolve(arrays, name + ".squeeze", in, 1, 0);
  FeatureMaps a = convolve(arrays, name + ".expand1x1", squeezed, 1, 0);
  const FeatureMaps b = convolve(arrays, name + ".expand3x3", squeezed, 1, 1);
  a.channels += b.channels;
  a.values.insert(a.values.end(), b.values.begin(), b.values.end());
  return a;
}

FeatureMaps normalised(const ImageF& image) {
  constexpr float shift[] = {-.030f, -.088f, -.188f}, scale[] = {.458f, .448f, .450f};
  FeatureMaps m{3, image.height, image.width, {}};
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) m.values.push_back((2.0f * image.at(x, y)[c] - 1.0f - shift[c]) / scale[c]);
  return m;
}

/// Mean over pixels of the weighted squared difference of unit-length feature vectors.
double tap_distance(const FeatureMaps& a, const FeatureMaps& b, const std::vector<float>& weight) {
  const std::size_t pixels = static_cast<std::size_t>(a.width) * a.height;
  double total = 0;
  for (std::size_t p = 0; p < pixels; ++p) {
    double na = 0, nb = 0, sum = 0;
    for (int c = 0; c < a.channels; ++c) {
      const double x = a.values[c * pixels + p], y = b.values[c * pixels + p];
      na += x * x;
      nb += y * y;
    }
    na = 1.0 / (std::sqrt(na) + 1e-10);
    nb = 1.0 / (std::sqrt(nb) + 1e-10);
    for (int c = 0; c < a.channels; ++c) {
      // Rounded to float, so that a fused multiply-add cannot give a difference where both are equal.
      const float x = static_cast<float>(a.values[c * pixels + p] * na), y = static_cast<float>(b.values[c * pixels + p] * nb);
      const double d = static_cast<double>(x) - y;
      sum += weight[static_cast<std::size_t>(c)] * d * d;
    }
    total += sum;
  }
  return total / static_cast<double>(pixels);
}

}  // namespace

Lpips::Lpips(const std::filesystem::path& npz) : arrays_(read_npz(npz)) {
  net_ = arrays_.contains("features.3.squeeze.weight") ? "squeeze" : "alex";
  int tap = 0;
  for (const Layer& l : layers(net_)) {
    const std::string name = fmt::format("features.{}", l.index);
    if (l.kind == Layer::convolution) require_convolution(arrays_, npz, name, l.outputs, l.inputs, static_cast<std::size_t>(l.kernel));
    if (l.kind == Layer::fire) {
      require_convolution(arrays_, npz, name + ".squeeze", l.squeeze, l.inputs, 1);
      require_convolution(arrays_, npz, name + ".expand1x1", l.outputs, l.squeeze, 1);
      require_convolution(arrays_, npz, name + ".expand3x3", l.outputs, l.squeeze, 3);
    }
    if (l.tap) require(arrays_, npz, fmt::format("lin{}.weight", tap++), {l.kind == Layer::fire ? 2 * l.outputs : l.outputs});
  }
}

double Lpips::distance(const ImageF& a, const ImageF& b) const {
  if (a.width != b.width || a.height != b.height || a.channels < 3 || b.channels < 3 || a.width < 32 || a.height < 32)
    throw Error(ErrorKind::arguments,
                fmt::format("LPIPS needs two RGB images of one size, at least 32x32 pixels: they have {}x{}x{} and {}x{}x{}", a.width,
                            a.height, a.channels, b.width, b.height, b.channels));
  FeatureMaps x = normalised(a), y = normalised(b);
  double sum = 0;
  int tap = 0;
  for (const Layer& l : layers(net_)) {
    x = apply(l, x, arrays_, net_ == "squeeze");
    y = apply(l, y, arrays_, net_ == "squeeze");
    if (l.tap) sum += tap_distance(x, y, arrays_.at(fmt::format("lin{}.weight", tap++)).values);
  }
  return sum;
}

}  // namespace asrg
