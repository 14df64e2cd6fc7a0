#include "compress/commands/picture.h"
#include "compress/commands/video.h"
#include "compress/image/png.h"
#include "cuda/core/error.h"
#include "cuda/metrics/psnr.h"
#include "viewer/render/pictures.h"
#include "viewer/session/session.h"

#include <fmt/format.h>

namespace asrg {
namespace {

ImageU8 draw(RenderThread::Tools& tools, int model, const Camera& camera, const RenderSettings& settings) {
  const RenderModel& m = *tools.models.at(static_cast<std::size_t>(model));
  tools.frame.draw(m, camera, settings);
  ImageU8 image(camera.size.x, camera.size.y, 4);
  tools.frame.download({reinterpret_cast<std::uint32_t*>(image.pixels.data()), image.pixels.size() / 4});
  return image;
}

}  // namespace

std::shared_ptr<LongJob> Session::start_job(std::string what) {
  if (job && !job->done) {
    say(fmt::format("wait: {}", job->what));
    return nullptr;
  }
  job = std::make_shared<LongJob>();
  job->what = std::move(what);
  return job;
}

void Session::pick_pivot(glm::vec2 place, glm::ivec2 window) {
  if (look.shown < 0 || look.photo >= 0) return;
  const Camera c = camera.camera(window);
  Camera pixel = band_of(c, static_cast<int>(place.y), 1);
  pixel.principal_point.x -= std::floor(place.x);
  pixel.size.x = 1;
  const Box box = models_[static_cast<std::size_t>(look.shown)].model->topology.lattice.box();
  RenderSettings drawing = render_settings();
  drawing.layer = Layer::depth;
  render_.add_job([this, pixel, box, drawing, shown = look.shown](RenderThread::Tools& tools) {
    ImageF depth(1, 1, 4);
    tools.frame.draw(*tools.models.at(static_cast<std::size_t>(shown)), pixel, drawing, depth);
    if (depth.pixels[3] < 0.5f) return true;
    // See render(): 0.5 in the plane through the box's centre, 1 half a diagonal behind it.
    const Ray ray = pixel.ray({0.5f, 0.5f});
    const float at_centre = glm::dot(0.5f * (box.min + box.max) - ray.origin, ray.direction);
    const glm::vec3 hit = ray.origin + ray.direction * (at_centre + (depth.pixels[0] - 0.5f) * glm::length(box.max - box.min));
    const std::lock_guard lock(results_mutex_);
    results_.push_back([this, hit] { camera.set_pivot(hit); });
    return true;
  });
}

void Session::write_picture(const std::filesystem::path& file, glm::ivec2 size) {
  if (look.shown < 0) return;
  const auto j = start_job(fmt::format("drawing {}", file.filename().string()));
  if (!j) return;
  RenderSettings drawing = render_settings();
  drawing.transparent = true;
  drawing.surroundings = false;
  drawing.supersample = 2;
  render_.add_job([this, j, file, drawing, shown = look.shown, c = camera.camera(size)](RenderThread::Tools& tools) {
    std::string message = fmt::format("{} written", file.string());
    try {
      write_png(file, draw(tools, shown, c, drawing));
    } catch (const std::exception& e) {
      message = e.what();
    }
    j->done = true;
    const std::lock_guard lock(results_mutex_);
    results_.push_back([this, message] { say(message); });
    return true;
  });
}

void Session::record_turntable(const std::filesystem::path& output, glm::ivec2 size, int frames) {
  if (look.shown < 0 || frames < 1) return;
  const auto j = start_job("recording the turntable");
  if (!j) return;
  std::vector<Camera> cameras;
  OrbitCamera turning = camera;
  OrbitPose pose = camera.target();
  for (int i = 0; i < frames; ++i) {
    turning.go_to(pose, true);
    cameras.push_back(turning.camera(size));
    pose.azimuth += 6.2831853f / static_cast<float>(frames);
  }
  const bool video = output.extension() == ".mp4" && have_ffmpeg();
  std::filesystem::path folder = output;
  if (!video && output.extension() == ".mp4") folder.replace_extension();
  struct State {
    std::unique_ptr<VideoWriter> writer;
    std::size_t next = 0;
  };
  const auto state = std::make_shared<State>();
  RenderSettings drawing = render_settings();
  drawing.supersample = 2;
  render_.add_job([this, j, state, cameras, drawing, shown = look.shown, output, folder, video](RenderThread::Tools& tools) {
    std::string message;
    try {
      if (state->next == 0) {
        if (video)
          state->writer = std::make_unique<VideoWriter>(output, cameras[0].size, 30);
        else
          std::filesystem::create_directories(folder);
      }
      const ImageU8 image = without_alpha(draw(tools, shown, cameras[state->next], drawing));
      if (video)
        state->writer->add(image);
      else
        write_png(folder / fmt::format("{:04}.png", state->next), image);
      j->progress = static_cast<float>(++state->next) / static_cast<float>(cameras.size());
      if (j->stop) message = "recording stopped";
      if (state->next == cameras.size()) {
        if (video) state->writer->finish();
        message = fmt::format("{} written", (video ? output : folder).string());
      }
    } catch (const std::exception& e) {
      message = e.what();
    }
    if (message.empty()) return false;
    state->writer.reset();
    j->done = true;
    const std::lock_guard lock(results_mutex_);
    results_.push_back([this, message] { say(message); });
    return true;
  });
}

void Session::measure_models() {
  if (!scene_ || models_.empty()) return say("a data set is needed to measure against: start with --dataset");
  const auto j = start_job("measuring PSNR");
  if (!j) return;
  struct State {
    std::size_t model = 0, view = 0;
    double sum = 0;
  };
  const auto state = std::make_shared<State>();
  render_.add_job([this, j, state, scene = scene_, count = models_.size()](RenderThread::Tools& tools) {
    const View& view = scene->test[state->view];
    const auto& source = tools.sources.at(state->model);
    RenderSettings drawing;
    drawing.background = source->background == BackgroundKind::environment ? BackgroundKind::environment : BackgroundKind::white;
    const ImageU8 drawn = without_alpha(draw(tools, static_cast<int>(state->model), view.camera, drawing));
    state->sum += psnr(to_float(drawn), compose(view.image, 1.0f));
    if (++state->view == scene->test.size()) {
      const double mean = state->sum / static_cast<double>(scene->test.size());
      {
        const std::lock_guard lock(results_mutex_);
        results_.push_back([this, mean, model = state->model] { models_[model].psnr = mean; });
      }
      state->view = 0;
      state->sum = 0;
      ++state->model;
    }
    j->progress = static_cast<float>(state->model * scene->test.size() + state->view) / static_cast<float>(count * scene->test.size());
    j->done = state->model == count || j->stop;
    return j->done.load();
  });
}

}  // namespace asrg
