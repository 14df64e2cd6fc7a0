#include "cuda/render/renderer.h"

#include "compress/codec/codec.h"
#include "compress/commands/camera_path.h"
#include "compress/commands/command.h"
#include "compress/commands/orbit.h"
#include "compress/commands/picture.h"
#include "compress/commands/progress.h"
#include "compress/commands/video.h"
#include "compress/image/png.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <unistd.h>

namespace asrg {
namespace {

struct RenderOptions {
  std::filesystem::path file, cameras, output;
  int orbit = 0, supersample = 1, frames_per_second = 30;
  std::string size, layer = "final", background;
  float elevation = 25, distance = 0;
  std::vector<float> up;
  DeviceOptions device;
  bool quiet = false;
};

const std::map<std::string, Layer> layers{{"final", Layer::final},   {"diffuse", Layer::diffuse}, {"specular", Layer::specular}, {"depth", Layer::depth},
                                          {"normal", Layer::normal}, {"level", Layer::level},     {"steps", Layer::steps},       {"opacity", Layer::opacity}};

/// A folder that is removed at the end of its scope.
struct ScratchFolder {
  explicit ScratchFolder(const std::filesystem::path& beside) : path(beside.string() + fmt::format(".frames-{}", getpid())) {
    std::filesystem::create_directories(path);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path;
};

std::vector<Camera> cameras_of(const RenderOptions& o, const Model& model) {
  Provenance p = read_provenance(model.provenance);
  if (!o.up.empty()) p.up = {o.up[0], o.up[1], o.up[2]};
  if (!(glm::length(p.up) > 1e-6f)) throw Error(ErrorKind::arguments, "--up: the zero vector points nowhere");
  const glm::ivec2 size = o.size.empty() ? p.size : parse_size(o.size);
  if (!o.cameras.empty()) return read_camera_path(o.cameras, size);
  return orbit(model.topology.lattice.box(), p, std::max(1, o.orbit), size, o.elevation, o.distance);
}

/// Un-composes an image drawn on black: straight alpha.
void make_transparent(ImageF& image) {
  for (std::size_t i = 0; i < image.pixels.size(); i += 4)
    for (int c = 0; c < 3; ++c) image.pixels[i + c] = image.pixels[i + 3] > 0 ? image.pixels[i + c] / image.pixels[i + 3] : 0.0f;
}

int run_render(const RenderOptions& o) {
  const Model model = load_model(o.file);
  std::vector<Camera> cameras = cameras_of(o, model);
  const std::string extension = o.output.extension().string();
  const bool picture = extension == ".png";
  bool video = extension == ".mp4";
  if (picture) cameras.resize(1);
  std::filesystem::path folder = o.output;
  if (video && !have_ffmpeg()) {
    folder.replace_extension();
    video = false;
    fmt::print(stderr, "asrg: the program ffmpeg is not there: writing PNG frames to {} instead\n", folder.string());
  }
  std::optional<ScratchFolder> scratch;
  if (video) folder = scratch.emplace(o.output).path;
  if (!picture && !video) std::filesystem::create_directories(folder);

  Device device = o.device.open();
  const RenderModel ready(device, model.topology, model.residuals, model.shader, model.environment);
  RenderSettings settings;
  settings.layer = layers.at(o.layer);
  settings.supersample = o.supersample;
  const bool transparent = o.background == "transparent";
  settings.background = o.background.empty()     ? model.background
                        : o.background == "white" ? BackgroundKind::white
                                                  : BackgroundKind::black;
  ProgressLine line(o.quiet);
  for (std::size_t i = 0; i < cameras.size(); ++i) {
    ImageF image = render(device, ready, cameras[i], settings);
    if (transparent) make_transparent(image);
    write_png(picture ? o.output : folder / fmt::format("frame_{:04}.png", i), to_8_bit(image, transparent ? 4 : 3));
    line.show(static_cast<double>(i + 1) / static_cast<double>(cameras.size()), fmt::format("frame {} of {}", i + 1, cameras.size()));
  }
  line.finish();
  if (video) encode_video(folder, o.output, o.frames_per_second);
  fmt::print("{}: {} {}\n", picture || video ? o.output.string() : folder.string(), cameras.size(), cameras.size() == 1 ? "picture" : "frames");
  return 0;
}

}  // namespace

void add_render(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<RenderOptions>();
  CLI::App* c = app.add_subcommand("render", "Draw pictures or a video");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  auto* orbit_option = c->add_option("--orbit", o->orbit, "this many views on a circle about the object")->check(CLI::Range(1, 100000));
  c->add_option("--cameras", o->cameras, "draw from the cameras of a NeRF-style transforms.json")->excludes(orbit_option);
  c->add_option("-o,--output", o->output, "OUT.mp4 (through ffmpeg), OUT.png (the first view), or a folder for PNG frames")->required();
  c->add_option("--size", o->size, "picture size, such as 800x600; default: that of the photos");
  c->add_option("--layer", o->layer, "what to draw: final, diffuse, specular, depth, normal, level (of detail), steps (of the ray), opacity")
      ->check(CLI::IsMember({"final", "diffuse", "specular", "depth", "normal", "level", "steps", "opacity"}))
      ->capture_default_str();
  c->add_option("--background", o->background, "white, black or transparent; default: the model's own")->check(CLI::IsMember({"white", "black", "transparent"}));
  c->add_option("--supersample", o->supersample, "S: S x S rays a pixel")->check(CLI::Range(1, 16))->capture_default_str();
  c->add_option("--elevation", o->elevation, "of the orbit, degrees")->check(CLI::Range(-90.0, 90.0))->capture_default_str();
  c->add_option("--distance", o->distance, "of the orbit, world units; 0: like the photos")->check(CLI::Range(0.0, 1e9))->capture_default_str();
  c->add_option("--up", o->up, "up vector of the orbit: x,y,z; default: that of the photos")->delimiter(',')->expected(3);
  c->add_option("--fps", o->frames_per_second, "frames per second of the video")->check(CLI::Range(1, 240))->capture_default_str();
  c->add_flag("-q,--quiet", o->quiet, "no progress");
  o->device.add_to(*c);
  c->footer("Example: asrg render shoe.asrg --orbit 120 -o shoe.mp4 --size 800x800");
  c->callback([o, &exit_code] { exit_code = run_render(*o); });
}

}  // namespace asrg
