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
  const Provenance provenance = read_provenance(*model.provenance);
  RenderSettings settings;
  settings.supersample = judging_supersample(model, provenance, judges.downscale);
  settings.backdrop = judging_backdrop(model.background, options.white);
  const bool scene_behind = model.background == BackgroundKind::environment;
  RenderSettings object = settings;
  if (!scene_behind) object.backdrop = Backdrop::black;
  for (std::size_t i = 0; i < judges.views.size(); ++i) {
    const View& v = judges.views[i];
    if (options.stop && options.stop()) break;
    const LensChange lens = change_of(v.camera, provenance.lenses);
    report.found_lenses += lens != LensChange{};
    RenderStatistics statistics;
    const ImageU8 drawn = to_8_bit(render(device, ready, lens.of(v.camera), settings, &statistics), 3);
    const ImageF photo = compose(v.image, options.white ? 1.0f : 0.0f), image = to_float(drawn);
    ViewResult r{.name = v.name,
                 .psnr = psnr(image, photo),
                 .ssim = ssim(image, photo),
                 .milliseconds = statistics.seconds * 1e3,
                 .lpips = {},
                 .aligned = {},
                 .geometry = {}};
    if (options.lpips) r.lpips = options.lpips->distance(image, photo);
    if (!options.aligned.empty()) {
      const AlignedView& a = options.aligned[i];
      ImageF seen = render(device, ready, a.camera, object);
      if (scene_behind)  // the environment is exposed as the object is
        for (std::size_t k = 3; k < seen.pixels.size(); k += 4) seen.pixels[k] = 1;
      const ImageF exposed_image =
          to_float(to_8_bit(exposed(seen, a.correction, glm::vec3(options.white && !scene_behind ? 1.0f : 0.0f)), 3));
      r.aligned = Scores{psnr(exposed_image, photo), ssim(exposed_image, photo), {}};
      if (options.lpips) r.aligned->lpips = options.lpips->distance(exposed_image, photo);
    }
    if (options.seen) options.seen({v, photo, drawn}, r);
    report.views.push_back(std::move(r));
  }
  return report;
}

}  // namespace asrg
