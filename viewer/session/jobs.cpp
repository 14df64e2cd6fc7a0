#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/io/output.h"
#include "compress/io/video.h"
#include "viewer/render/brick_lines.h"
#include "viewer/render/pictures.h"
#include "viewer/session/draw.h"
#include "viewer/session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace asrg {
namespace {

/// A photo's camera for a picture of another size, which shows the whole photo in its middle.
Camera fitted(const Camera& photo, glm::ivec2 size) {
  const glm::vec2 from(photo.size), to(size);
  const float scale = std::min(to.x / from.x, to.y / from.y);
  Camera c = photo;
  c.size = size;
  c.focal *= scale;
  c.principal_point = scale * photo.principal_point + 0.5f * (to - scale * from);
  return c;
}

/// @throws Error (arguments) where the name is not a picture's, (io) where the file cannot be written
void check_picture(const std::filesystem::path& file) {
  if (frame_output_kind(file) != FrameOutputKind::picture)
    throw Error(ErrorKind::arguments, fmt::format("{}: a picture's name ends with .png", file.string()));
  check_output_file(file, FileKind::png);
}

/// The output of a turntable.
struct Recording {
  bool video = false;          ///< else PNG frames in a folder
  std::filesystem::path path;  ///< of the video or the folder
};

/// @throws Error (arguments) where the name is neither a video's nor a folder's
Recording recording_to(const std::filesystem::path& output) {
  const FrameOutputKind kind = frame_output_kind(output);
  if (kind == FrameOutputKind::picture)
    throw Error(ErrorKind::arguments, fmt::format("{}: a turntable is an .mp4 or a folder of PNG frames", output.string()));
  if (kind == FrameOutputKind::folder) return {false, output};
  if (have_ffmpeg()) return {true, output};
  return {false, std::filesystem::path(output).replace_extension()};
}

std::string absolute_name(const std::filesystem::path& file) {
  std::error_code error;
  const auto path = std::filesystem::absolute(file, error);
  return (error ? file : path).string();
}

}  // namespace

void Session::end_job(const std::shared_ptr<LongJob>& ended, std::string message, std::exception_ptr error) {
  const std::lock_guard lock(results_mutex_);
  results_.push_back([this, ended, m = std::move(message), error] {
    if (error)
      fail(error);
    else if (!m.empty())
      say(m);
    ended->done = true;
  });
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
  if (display.shown < 0 || display.photo >= 0) return;
  const Camera c = camera.camera(window);
  Camera pixel = band_of(c, static_cast<int>(place.y), 1);
  pixel.principal_point.x -= std::floor(place.x);
  pixel.size.x = 1;
  const LoadedModel& model = models_[static_cast<std::size_t>(display.shown)];
  const Box box = model.model->topology.lattice.box();
  RenderSettings drawing = render_settings();
  drawing.layer = Layer::depth;
  render_.add_job([this, pixel, box, drawing, number = model.number](RenderThread::Tools& tools) {
    const auto& shown = tools.models.at(static_cast<std::size_t>(number));
    if (!shown) return true;
    ImageF depth(1, 1, 4);
    tools.frame.draw(*shown, pixel, drawing, depth);
    if (depth.pixels[3] < 0.5f) return true;
    // The depth layer is 0.5 at the distance of the box's centre along the ray, and 1 half a diagonal of the box behind it.
    const Ray ray = pixel.ray({0.5f, 0.5f});
    const float at_centre = glm::dot(0.5f * (box.min + box.max) - ray.origin, ray.direction);
    const glm::vec3 hit = ray.origin + ray.direction * (at_centre + (depth.pixels[0] - 0.5f) * glm::length(box.max - box.min));
    const std::lock_guard lock(results_mutex_);
    results_.push_back([this, hit] { camera.set_pivot(hit); });
    return true;
  });
}

void Session::write_picture(const std::filesystem::path& file, glm::ivec2 size, bool transparent) {
  if (display.shown < 0) return;
  const auto j = start_job(fmt::format("drawing {}", file.filename().string()));
  if (!j) return;
  RenderSettings drawing = render_settings();
  drawing.supersample = 2;
  drawing.opaque = !transparent;
  if (transparent) {
    drawing.backdrop = Backdrop::none;
    drawing.surroundings = false;
  }
  const View* view = photo();
  const Camera c = view ? fitted(view->camera, size) : camera.camera(size);
  const bool bricks = !transparent && display.bricks && display.layer != Layer::depth;
  render_.add_job([this, j, file, drawing, transparent, bricks, c,
                   shown = models_[static_cast<std::size_t>(display.shown)].number](RenderThread::Tools& tools) {
    try {
      check_picture(file);
      ImageU8 image = draw(tools, shown, c, drawing);
      const auto slot = static_cast<std::size_t>(shown);
      if (bricks) draw_brick_lines(tools.frame, *tools.models[slot], *tools.sources[slot], c, drawing.surroundings, image);
      write_png(file, transparent ? image : without_alpha(image));
      end_job(j, fmt::format("{} written", absolute_name(file)));
    } catch (...) {
      end_job(j, "", std::current_exception());
    }
    return true;
  });
}

void Session::record_turntable(const std::filesystem::path& output, glm::ivec2 size, int frames) {
  if (display.shown < 0 || frames < 1) return;
  Recording recording;
  try {
    recording = recording_to(output);
  } catch (const Error& e) {
    return fail(e);
  }
  const auto j = start_job("recording the turntable");
  if (!j) return;
  std::vector<Camera> cameras;
  OrbitCamera turning = camera;
  OrbitPose pose = camera.target();
  for (int i = 0; i < frames; ++i) {
    turning.go_to(pose, true);
    cameras.push_back(turning.camera(size));
    pose.azimuth += OrbitCamera::full_turn / static_cast<float>(frames);
  }
  struct State {
    std::unique_ptr<VideoWriter> writer;
    std::size_t next = 0;
  };
  const auto state = std::make_shared<State>();
  RenderSettings drawing = render_settings();
  drawing.supersample = 2;
  render_.add_job([this, j, state, cameras, drawing, recording,
                   shown = models_[static_cast<std::size_t>(display.shown)].number](RenderThread::Tools& tools) {
    std::string message;
    try {
      if (state->next == 0) {
        if (recording.video) {
          check_output_file(recording.path, FileKind::mp4);
          state->writer = std::make_unique<VideoWriter>(recording.path, cameras[0].size, 30);
        } else {
          make_output_folder(recording.path);
        }
      }
      const ImageU8 image = without_alpha(draw(tools, shown, cameras[state->next], drawing));
      if (recording.video)
        state->writer->add(image);
      else
        write_png(recording.path / fmt::format("{:04}.png", state->next), image);
      j->progress = static_cast<float>(++state->next) / static_cast<float>(cameras.size());
      if (j->stop) message = "recording stopped";
      if (state->next == cameras.size()) {
        if (recording.video) state->writer->finish();
        message = fmt::format("{} written", absolute_name(recording.path));
      }
      if (message.empty()) return false;
      state->writer.reset();
      end_job(j, std::move(message));
    } catch (...) {
      state->writer.reset();
      end_job(j, "", std::current_exception());
    }
    return true;
  });
}

}  // namespace asrg
