#include "compress/report/report_model.h"

#include "compress/codec/codec.h"
#include "compress/image/picture.h"
#include "compress/model/judging_views.h"

#include <algorithm>
#include <numeric>

namespace asrg {
namespace {

/// The longest edge of a crop, pixels.
constexpr int crop_edge = 320;
/// The error that is brightest, of 255.
constexpr float error_scale = 64;

ImageU8 part_of(const ImageU8& image, int x0, int y0, int width, int height) {
  ImageU8 part(width, height, image.channels);
  for (int y = 0; y < height; ++y) std::copy_n(image.at(x0, y0 + y), width * image.channels, part.at(0, y));
  return part;
}

/// Where along an axis the window with the largest sum begins.
int best_window(const std::vector<double>& sums, int length) {
  double sum = std::accumulate(sums.begin(), sums.begin() + length, 0.0), most = sum;
  int best = 0;
  for (int i = length; i < static_cast<int>(sums.size()); ++i) {
    sum += sums[static_cast<std::size_t>(i)] - sums[static_cast<std::size_t>(i - length)];
    if (sum > most) {
      most = sum;
      best = i - length + 1;
    }
  }
  return best;
}

/// Photo, model and error; of large pictures the part where most of the error is.
ImageU8 crop_of(const ImageU8& photo, const ImageU8& drawn) {
  const int width = std::min(photo.width, crop_edge), height = std::min(photo.height, crop_edge);
  std::vector<double> columns(static_cast<std::size_t>(photo.width)), rows(static_cast<std::size_t>(photo.height));
  for (int y = 0; y < photo.height; ++y)
    for (int x = 0; x < photo.width; ++x)
      for (int k = 0; k < 3; ++k) {
        const double d = photo.at(x, y)[k] - drawn.at(x, y)[k];
        columns[static_cast<std::size_t>(x)] += d * d;
        rows[static_cast<std::size_t>(y)] += d * d;
      }
  const int x = best_window(columns, width), y = best_window(rows, height);
  const ImageU8 a = part_of(photo, x, y, width, height), b = part_of(drawn, x, y, width, height);
  return side_by_side({a, b, error_picture(a, b, error_scale)});
}

}  // namespace

std::vector<LevelBytes> level_bytes(const Model& model) {
  std::vector<LevelBytes> levels;
  for (const EncodedSize& size : encoded_sizes(model)) {
    LevelBytes l{size.octree, {}};
    for (std::size_t g = 0; g < std::size(channel_groups); ++g)
      for (int c = channel_groups[g].first; c <= channel_groups[g].last; ++c) l.group[g] += size.channel[static_cast<std::size_t>(c)];
    levels.push_back(l);
  }
  return levels;
}

ReportModel report_model(Device& device, const Model& model, const RenderModel& ready, EvalReport measured, const Judges& judges,
                         bool white) {
  ReportModel r;
  r.bytes = static_cast<std::int64_t>(measured.bytes);
  r.levels = level_bytes(model);
  r.cells = model.topology.cell_count();
  r.device_bytes = ready.bytes();
  std::vector<std::size_t> order(measured.views.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return measured.views[a].psnr < measured.views[b].psnr; });
  const Provenance provenance = read_provenance(*model.provenance);
  RenderSettings settings;
  settings.supersample = judging_supersample(model, provenance, judges.downscale);
  settings.backdrop = judging_backdrop(model.background, white);
  const auto add = [&](const char* kind, std::size_t view) {
    const View& v = judges.views[view];
    const ImageU8 drawn = to_8_bit(render(device, ready, provenance.with_found_lens(v.camera), settings), 3),
                  photo = to_8_bit(compose(v.image, white ? 1.0f : 0.0f), 3);
    r.crops.push_back({kind, v.name, measured.views[view].psnr, crop_of(photo, drawn)});
  };
  add("worst", order.front());
  add("median", order[order.size() / 2]);
  add("best", order.back());
  r.measured = std::move(measured);
  return r;
}

}  // namespace asrg
