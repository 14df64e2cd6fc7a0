#include "compress/codec/codec.h"
#include "compress/program/exit_code.h"
#include "compress/program/interrupt.h"
#include "compress/program/options.h"
#include "compress/scene/camera_path.h"
#include "compress/commands/command.h"
#include "compress/model/orbit.h"
#include "compress/io/output.h"
#include "compress/image/picture.h"
#include "compress/commands/progress.h"
#include "compress/io/video.h"
#include "compress/image/png.h"
#include "compress/model/drawable.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/render/renderer.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

namespace asrg {
namespace {

struct RenderOptions {
  std::filesystem::path file, cameras, output;
  int orbit = 0, supersample = 0, frames_per_second = 30;
  std::string size, layer = "final", background;
  float elevation = 25, distance = 0;
  std::vector<float> up;
  DeviceOptions device;
  PrecisionOption precision;
  bool quiet = false;
};

const std::map<std::string, Backdrop> backdrops{{"white", Backdrop::white}, {"black", Backdrop::black}, {"transparent", Backdrop::none}};

/// The parsed options for the cameras; empty where the command line does not state them.
struct CameraOptions {
  std::optional<glm::ivec2> size;
  std::optional<glm::vec3> up;
};

CameraOptions check_options(const RenderOptions& o) {
  CameraOptions c;
  const FrameOutputKind kind = frame_output_kind(o.output);
  if (o.orbit == 0 && o.cameras.empty() && kind != FrameOutputKind::picture)
    throw Error(ErrorKind::arguments, "render needs --orbit N or --cameras FILE.json; only a single .png does without");
  if (o.background == "transparent" && kind == FrameOutputKind::video)
    throw Error(ErrorKind::arguments, "a video cannot be transparent: write PNG frames into a folder");
  if (!o.size.empty()) c.size = parse_size(o.size);
  if (!o.up.empty()) {
    const glm::vec3 up(o.up[0], o.up[1], o.up[2]);
    if (!(glm::length(up) > 1e-6f)) throw Error(ErrorKind::arguments, "--up: the zero vector points nowhere");
    c.up = glm::normalize(up);
  }
  return c;
}

std::vector<Camera> cameras_of(const RenderOptions& o, const CameraOptions& c, const Model& model) {
  Provenance p = read_provenance(*model.provenance);
  p.up = c.up.value_or(p.up);
  if (!o.cameras.empty()) return read_camera_path(o.cameras, c.size, p.size, p.origin_offset);
  const Lattice& l = model.topology.lattice;
  const float distance = o.distance > 0 ? o.distance : p.viewing_distance(l);
  return orbit(l.box(), p, std::max(1, o.orbit), c.size.value_or(p.size), o.elevation, distance);
}

/// Writes the frames to one PNG, to PNGs in a folder, or to a video.
class FrameOutput {
 public:
  FrameOutput(const RenderOptions& o, const std::vector<Camera>& cameras) : path_(o.output), count_(cameras.size()) {
    FrameOutputKind kind = frame_output_kind(path_);
    if (kind == FrameOutputKind::picture) check_output_file(path_, FileKind::png);
    if (kind == FrameOutputKind::video) check_output_file(path_, FileKind::mp4);
    if (kind == FrameOutputKind::video && !have_ffmpeg()) {
      path_.replace_extension();
      kind = FrameOutputKind::folder;
      say("asrg: the program ffmpeg is not there; writing PNG frames to {} instead\n", path_.string());
    }
    picture_ = kind == FrameOutputKind::picture;
    if (kind == FrameOutputKind::video) video_.emplace(path_, cameras.front().size, o.frames_per_second);
    if (kind == FrameOutputKind::folder) make_output_folder(path_);
  }

  void add(std::size_t index, const ImageU8& frame) {
    if (video_)
      video_->add(frame);
    else
      write_png(picture_ ? path_ : path_ / fmt::format("frame_{:04}.png", index), frame);
  }

  void finish() {
    if (video_) video_->finish();
    fmt::print("{}: {} {}\n", path_.string(), count_, count_ == 1 ? "picture" : "frames");
  }

 private:
  std::filesystem::path path_;
  std::size_t count_;
  bool picture_ = false;
  std::optional<VideoWriter> video_;
};

/// Is the output a photo that the model was fitted on? Provenance has their paths in the data set's folder.
bool is_training_photo(const std::filesystem::path& output, const Provenance& p) {
  std::error_code error;
  const auto file = std::filesystem::weakly_canonical(output, error);
  if (error || !std::filesystem::exists(file, error)) return false;
  return std::any_of(p.training_views.begin(), p.training_views.end(), [&](const std::string& view) {
    const std::string end = (std::filesystem::path("/") / p.dataset / view).string();
    return !p.dataset.empty() && file.string().ends_with(end);
  });
}

int run_render(const RenderOptions& o) {
  const CameraOptions camera_options = check_options(o);
  const Model model = load_model(o.file);
  if (is_training_photo(o.output, read_provenance(*model.provenance)))
    throw Error(ErrorKind::io, fmt::format("cannot write {}: it is a photo that the model was fitted on", o.output.string()));
  std::vector<Camera> cameras = cameras_of(o, camera_options, model);
  if (frame_output_kind(o.output) == FrameOutputKind::picture) cameras.resize(1);
  Device device = o.device.open();
  const RenderModel ready = drawable(device, model, o.precision.get());
  RenderSettings settings;
  settings.layer = layer_of_name(o.layer);
  settings.supersample = o.supersample > 0 ? o.supersample : model.supersample;
  const bool transparent = o.background == "transparent";
  settings.backdrop = o.background.empty() ? backdrop_of(model.background) : backdrops.at(o.background);
  settings.surroundings = o.background.empty();

  watch_interrupts();
  FrameOutput output(o, cameras);
  ProgressLine line(o.quiet);
  for (std::size_t i = 0; i < cameras.size(); ++i) {
    output.add(i, to_8_bit(render(device, ready, cameras[i], settings), transparent ? 4 : 3));
    line.show(static_cast<double>(i + 1) / static_cast<double>(cameras.size()), fmt::format("frame {} of {}", i + 1, cameras.size()));
    if (interrupted) {
      line.finish();
      say("asrg: interrupted after {} of {} frames\n", i + 1, cameras.size());
      return exit_interrupted;
    }
  }
  line.finish();
  output.finish();
  return 0;
}

}  // namespace

void add_render(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<RenderOptions>();
  CLI::App* c = app.add_subcommand("render", "Draw pictures or a video");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  auto* orbit_option = c->add_option("--orbit", o->orbit, "this many views on a circle about the object")->check(number_in(1, 1e5));
  c->add_option("--cameras", o->cameras, "draw from the cameras of a NeRF-style transforms.json (no photos needed)")
      ->excludes(orbit_option);
  c->add_option(
       "-o,--output", o->output,
       "OUT.mp4 (through ffmpeg), OUT.png (the first view), or a folder for PNG frames: a name without an ending, or with / behind it")
      ->required();
  c->add_option("--size", o->size, "picture size in pixels, such as 800x600; default: that of the cameras, else of the photos");
  c->add_option("--layer", o->layer,
                "what to draw: final, diffuse, specular, depth, normal, level (of detail), steps (of the ray), opacity")
      ->check(CLI::IsMember(layer_names()))
      ->capture_default_str();
  c->add_option("--background", o->background,
                "white, black or transparent: the object alone, without surroundings; default: the model's own")
      ->check(CLI::IsMember(backdrops));
  c->add_option("--supersample", o->supersample, "S: S x S rays a pixel; 0: as the file was fitted")
      ->check(number_in(0, most_supersample))
      ->capture_default_str();
  c->add_option("--elevation", o->elevation, "of the orbit, degrees")->check(number_in(-90, 90))->capture_default_str();
  c->add_option("--distance", o->distance, "of the orbit from the box's centre, world units; 0: like the photos")
      ->check(number_in(0, 1e9))
      ->capture_default_str();
  c->add_option("--up", o->up, "up vector of the orbit in world axes: x,y,z; default: that of the photos")
      ->delimiter(',')
      ->expected(3)
      ->check(number_in(-1e6, 1e6));
  c->add_option("--fps", o->frames_per_second, "frames per second of the video")->check(number_in(1, 240))->capture_default_str();
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->precision.add_to(*c);
  o->device.add_to(*c);
  c->footer(
      "Examples: asrg render shoe.asrg --orbit 120 -o shoe.mp4 --size 800x800\n"
      "          asrg render shoe.asrg -o shoe.png --background transparent --supersample 2\n"
      "          asrg render shoe.asrg --cameras photos/shoe/transforms_test.json --layer depth -o depth");
  c->callback([o, &exit_code] { exit_code = run_render(*o); });
}

}  // namespace asrg
