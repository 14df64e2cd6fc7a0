#include "compress/report/measure.h"

#include "compress/image/picture.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "compress/model/judging_views.h"

namespace asrg {

EvalReport measure(Device& device, const Model& model, const RenderModel& ready, std::uintmax_t bytes, const Judges& judges,
                   const MeasureOptions& options) {
  const Lattice& lattice = model.topology.lattice;
  EvalReport report{.dataset = judges.dataset,
                    .split = judges.split,
                    .downscale = judges.downscale,
                    .lpips_net = options.lpips ? options.lpips->net() : "",
                    .longest_edge = static_cast<double>(lattice.box_longest()) * lattice.cell,
                    .bytes = bytes,
                    .views = {}};
  RenderSettings settings;
  settings.supersample = judging_supersample(model, read_provenance(*model.provenance), judges.downscale);
  settings.backdrop = judging_backdrop(model.background, options.white);
  for (const View& v : judges.views) {
    if (options.stop && options.stop()) break;
    RenderStatistics statistics;
    const ImageU8 drawn = to_8_bit(render(device, ready, v.camera, settings, &statistics), 3);
    const ImageF photo = compose(v.image, options.white ? 1.0f : 0.0f), image = to_float(drawn);
    ViewResult r{v.name, psnr(image, photo), ssim(image, photo), statistics.seconds * 1e3, {}, {}};
    if (options.lpips) r.lpips = options.lpips->distance(image, photo);
    if (options.seen) options.seen({v, photo, drawn}, r);
    report.views.push_back(std::move(r));
  }
  return report;
}

}  // namespace asrg
