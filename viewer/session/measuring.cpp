#include "compress/image/picture.h"
#include "compress/metrics/psnr.h"
#include "compress/metrics/ssim.h"
#include "compress/model/judging_views.h"
#include "viewer/render/pictures.h"
#include "viewer/session/draw.h"
#include "viewer/session/session.h"

#include <fmt/format.h>

namespace asrg {
namespace {

/// One model and the photos to measure it by.
struct Candidate {
  int number;  ///< in the render thread
  BackgroundKind background;
  int supersample;
  std::vector<const View*> photos;
};

struct Sums {
  double psnr = 0, ssim = 0;
  std::size_t with_ssim = 0;
};

void measure(RenderThread::Tools& tools, const Candidate& c, const View& view, Sums& sums) {
  RenderSettings drawing;
  drawing.supersample = c.supersample;
  drawing.backdrop = judging_backdrop(c.background);
  const ImageF drawn = to_float(without_alpha(draw(tools, c.number, view.camera, drawing))), photo = compose(view.image, 1.0f);
  sums.psnr += psnr(drawn, photo);
  if (!has_ssim(photo.width, photo.height)) return;
  sums.ssim += ssim(drawn, photo);
  ++sums.with_ssim;
}

}  // namespace

void Session::measure_models() {
  if (photos().empty() || models_.empty())
    return say("a model and photos to measure it by are needed: open their folder, or start with --dataset");
  if (job && !job->done) return say(fmt::format("wait: {}", job->what));
  std::vector<Candidate> candidates;
  std::size_t all = 0;
  for (const LoadedModel& m : models_) {
    Candidate c{m.number, m.model->background, m.model->supersample, {}};
    for (const View& v : photos())
      if (!m.fitted_on.contains(v.name)) c.photos.push_back(&v);
    if (c.photos.empty()) {
      say(fmt::format("{} is not measured: it was fitted on all of these photos", m.name));
      continue;
    }
    if (c.photos.size() < photos().size())
      say(fmt::format("{} is measured by {} of {} photos: it was fitted on the others", m.name, c.photos.size(), photos().size()));
    all += c.photos.size();
    candidates.push_back(std::move(c));
  }
  if (candidates.empty()) return;
  const auto j = start_job("measuring PSNR and SSIM");
  struct State {
    std::size_t candidate = 0, view = 0, measured = 0;
    Sums sums;
  };
  const auto state = std::make_shared<State>();
  render_.add_job([this, j, state, scene = scene_, candidates = std::move(candidates), all](RenderThread::Tools& tools) {
    const Candidate& c = candidates[state->candidate];
    try {
      // Models that were closed meanwhile are skipped.
      const bool open = tools.models.at(static_cast<std::size_t>(c.number)) != nullptr;
      if (open) measure(tools, c, *c.photos[state->view], state->sums);
      ++state->view;
      ++state->measured;
      if (state->view == c.photos.size()) {
        const double count = static_cast<double>(c.photos.size());
        const std::optional<double> psnr = open ? std::optional(state->sums.psnr / count) : std::nullopt;
        const std::optional<double> ssim =
            open && state->sums.with_ssim == c.photos.size() ? std::optional(state->sums.ssim / count) : std::nullopt;
        const std::lock_guard lock(results_mutex_);
        results_.push_back([this, psnr, ssim, number = c.number] {
          for (LoadedModel& m : models_) {
            if (m.number != number) continue;
            m.psnr = psnr;
            m.ssim = ssim;
          }
        });
        state->view = 0;
        state->sums = {};
        ++state->candidate;
      }
    } catch (...) {
      end_job(j, "", std::current_exception());
      return true;
    }
    j->progress = static_cast<float>(state->measured) / static_cast<float>(all);
    const bool ended = state->candidate == candidates.size() || j->stop;
    if (ended) end_job(j, "");
    return ended;
  });
}

}  // namespace asrg
