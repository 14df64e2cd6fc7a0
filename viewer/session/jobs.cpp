#include "compress/image/picture.h"
#include "compress/io/video.h"
#include "compress/image/png.h"
#include "viewer/render/brick_lines.h"
#include "viewer/render/pictures.h"
#include "viewer/session/draw.h"
#include "viewer/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// A photo's camera for a picture of another size: all of the photo is within, in the middle.
Camera fitted(const Camera& photo, glm::ivec2 size) {
  const glm::vec2 from(photo.size), to(size);
  const float scale = std::min(to.x / from.x, to.y / from.y);
  Camera c = photo;
  c.size = size;
  c.focal *= scale;
  c.principal_point = scale * photo.principal_point + 0.5f * (to - scale * from);
  return c;
}

std::string absolute_name(const std::filesystem::path& file) {
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error);
  return (error ? file : path).string();
}

}  // namespace

void Session::report(std::string message) {
  const std::lock_guard lock(results_mutex_);
  results_.push_back([this, m = std::move(message)]() mutable { say(std::move(m)); });
}

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
  const LoadedModel& model = models_[static_cast<std::size_t>(look.shown)];
  const Box box = model.model->topology.lattice.box();
  RenderSettings drawing = render_settings();
  drawing.layer = Layer::depth;
  render_.add_job([this, pixel, box, drawing, number = model.number](RenderThread::Tools& tools) {
    const auto& shown = tools.models.at(static_cast<std::size_t>(number));
    if (!shown) return true;
    ImageF depth(1, 1, 4);
    tools.frame.draw(*shown, pixel, drawing, depth);
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

void Session::write_picture(const std::filesystem::path& file, glm::ivec2 size, bool transparent) {
  if (look.shown < 0) return;
  const auto j = start_job(fmt::format("drawing {}", file.filename().string()));
  if (!j) return;
  RenderSettings drawing = render_settings();
  drawing.supersample = 2;
  drawing.opaque = !transparent;
  if (transparent) {
    drawing.transparent = true;
    drawing.surroundings = false;
  }
  const View* view = photo();
  const Camera c = view ? fitted(view->camera, size) : camera.camera(size);
  const bool bricks = !transparent && look.bricks && look.layer != Layer::depth;
  render_.add_job([this, j, file, drawing, transparent, bricks, c,
                   shown = models_[static_cast<std::size_t>(look.shown)].number](RenderThread::Tools& tools) {
    std::string message;
    try {
      ImageU8 image = draw(tools, shown, c, drawing);
      const auto slot = static_cast<std::size_t>(shown);
      if (bricks) draw_brick_lines(tools.frame, *tools.models[slot], *tools.sources[slot], c, drawing.surroundings, image);
      write_png(file, transparent ? image : without_alpha(image));
      message = fmt::format("{} written", absolute_name(file));
    } catch (const std::exception& e) {
      message = e.what();
    }
    report(std::move(message));
    j->done = true;
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
  render_.add_job([this, j, state, cameras, drawing, shown = models_[static_cast<std::size_t>(look.shown)].number, output, folder,
                   video](RenderThread::Tools& tools) {
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
        message = fmt::format("{} written", absolute_name(video ? output : folder));
      }
    } catch (const std::exception& e) {
      message = e.what();
    }
    if (message.empty()) return false;
    state->writer.reset();
    report(std::move(message));
    j->done = true;
    return true;
  });
}

}  // namespace asrg
