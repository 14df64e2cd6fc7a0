#include "compress/commands/fit_arguments.h"

#include "compress/fit/photos_to_fit.h"
#include "compress/commands/progress.h"
#include "compress/model/model.h"
#include "compress/program/interrupt.h"
#include "compress/scene/mask_command.h"
#include "compress/scene/mask_names.h"
#include "compress/scene/box.h"
#include "compress/scene/odd_views.h"
#include "compress/stereo/unmatched_views.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>

#include <cstdio>

namespace asrg {
namespace {

FitBackground parse_background(const std::string& name) {
  return name == "white" ? FitBackground::white : name == "black" ? FitBackground::black : FitBackground::random;
}

}  // namespace

FitArguments::FitArguments() { fit.supersample = 0; }

void FitArguments::settle() {
  if (!time_limit_.empty()) fit.time_limit = parse_duration(time_limit_);
  for (const std::string& text : tuning_) set_tuning(fit.tuning, text);
  fit.background = parse_background(background_);
  fit.poses = put_right_of_name(poses_);
  fit.exposure = put_right_of_name(exposure_);
  scene.mask_from_background = mask_of_name(mask_);
  scene.load_test = false;
  if (!box_.empty() && (box_[0] >= box_[3] || box_[1] >= box_[4] || box_[2] >= box_[5]))
    throw Error(ErrorKind::arguments, "--box: each minimum must lie below its maximum: x0,y0,z0,x1,y1,z1");
}

void FitArguments::take_unstated(const LastingOptions& begun, const CLI::App& command) {
  const auto unstated = [&](const char* option) { return command.get_option(option)->count() == 0; };
  if (unstated("--resolution")) fit.resolution = begun.resolution;
  if (unstated("--quality")) fit.quality = begun.quality;
  if (unstated("--ssim-weight")) fit.ssim_weight = begun.ssim_weight;
  if (unstated("--background")) fit.background = static_cast<FitBackground>(begun.background);
  if (unstated("--surroundings")) fit.surroundings = begun.surroundings != 0;
  if (unstated("--box") && begun.has_box) fit.box = Box{begun.box_min, begun.box_max};
  if (unstated("--supersample")) fit.supersample = begun.supersample;
  if (unstated("--refine-poses")) fit.poses = begun.poses;
  if (unstated("--exposure")) fit.exposure = begun.exposure;
  if (unstated("--set")) fit.tuning = begun.tuning;
  if (unstated("--seed")) fit.seed = begun.seed;
}

bool FitArguments::prepare_photos(bool quiet) {
  if (needs_cameras(dataset)) {
    PoseOptions options = pose.options;
    options.source = dataset;
    if (options.dataset.empty()) {
      const std::filesystem::path plain = output.has_filename() ? output : output.parent_path();
      options.dataset = plain.parent_path() / (plain.stem().string() + "-posed");
    }
    options.mask_command = mask_command_;
    options.threads = device.threads;
    say("asrg: {} has no cameras: they are found with colmap, and kept in {}\n", dataset.string(), options.dataset.string());
    dataset = options.dataset;
    if (!pose_with_progress(options, quiet).stopped) return true;
    say("{}", pose_interrupted(options));
    return false;
  }
  if (mask_command_.empty()) return true;
  watch_interrupts();
  ProgressLine line(quiet);
  const auto wanted = missing_masks(dataset, list_scene(dataset));
  if (run_mask_command(
          mask_command_, wanted, [&](double f, const std::string& text) { line.show(f, text); }, interrupted))
    return true;
  line.finish();
  say("asrg: interrupted; {} keeps the masks that were made\n", (dataset / "masks").string());
  return false;
}

OddViews FitArguments::compare_what_is_shown(Scene& photos) const {
  SightLines found = sight_lines(photos.train, fit.box ? *fit.box : scene_box(photos), photos.masked);
  photos.sight_lines = std::move(found.lines);
  return unmatched_views(photos.train, found.views);
}

Scene FitArguments::load_photos() {
  fit.supersample = supersample_for(scene.downscale, fit.supersample);
  Scene photos = load_scene(dataset, photos_to_fit(scene, fit.supersample));
  for (const auto& w : photos.warnings) say("asrg: {}\n", w);
  if (!box_.empty()) {
    const auto corner = [&](std::size_t i) { return glm::vec3(glm::dvec3(box_[i], box_[i + 1], box_[i + 2]) - photos.origin_offset); };
    fit.box = Box{corner(0), corner(3)};
  }
  const OddViews odd = photos.masked ? odd_views(photos) : compare_what_is_shown(photos);
  const char* fate = keep_odd_ ? "; fitted all the same" : "; left out (--keep-odd takes them all the same)";
  if (!odd.said.empty()) say("asrg: {}{}\n", odd.said, odd.views.empty() ? "" : fate);
  if (!keep_odd_) leave_out(photos, odd.views);
  return photos;
}

void FitArguments::add_to(CLI::App& c, const std::string& output_help) {
  c.add_option("DATASET", dataset,
               "folder of photos and cameras: NeRF-synthetic, instant-ngp / nerfstudio, COLMAP, LLFF, Middlebury, NeuS, Metashape, "
               "RealityCapture; or a folder of photos, or a "
               "video: their cameras are found first, as with asrg pose")
      ->required();
  c.add_option("-o,--output", output, output_help)->required();
  c.add_option("--downscale", scene.downscale, "N: the model is for photos reduced N-fold; see --supersample")
      ->check(number_in(1, 64))
      ->capture_default_str();
  c.add_option(
       "--supersample", fit.supersample,
       "S: fit to photos reduced by --downscale / S only, a ray a pixel; a pixel of the model's photos is the mean of S x S rays. 0: "
       "the smallest divisor above 1, up to 3, of --downscale, else 1")
      ->check(number_in(0, most_supersample))
      ->capture_default_str();
  c.add_option("--holdout", scene.holdout, "keep every K-th view in name order (0, K, 2K, ...) out of the fit, to judge on; 0: none")
      ->check(number_in(0, 1e6))
      ->capture_default_str();
  c.add_option("--quality", fit.quality, "0..100: larger is better and bigger")->check(number_in(0, 100))->capture_default_str();
  c.add_option("--resolution", fit.resolution,
               "finest cells along the box's longest edge; 0: from the photos, and fewer for a small --max-size")
      ->check(number_in(0, 4096))
      ->capture_default_str();
  c.add_option("--steps", fit.steps,
               "optimisation steps; 0: as many as the time limit allows, without one 2000 to 20000 by the photos' pixels (with CUDA 20000 "
               "or 45 s, whichever come first)")
      ->check(number_in(0, 1e7))
      ->capture_default_str();
  auto* limit =
      c.add_option("--time-limit", time_limit_, "time for the fit: 90 or 90s, 10m, 1.5h; the schedule is stretched or squeezed to it");
  c.add_option("--background", background_, "what lies behind masked photos while fitting: random keeps the object opaque, white, black")
      ->check(CLI::IsMember({"white", "black", "random"}))
      ->capture_default_str();
  c.add_option("--mask-from-background", mask_,
               "turn a near-black or white studio background into masks: black, white, off, or auto: where there is no doubt that all "
               "photos without "
               "masks have one")
      ->check(CLI::IsMember(mask_names()))
      ->capture_default_str();
  c.add_option(
      "--mask-command", mask_command_,
      "a program that makes the mask (white: object) of a photo, e.g. 'rembg i -om {in} {out}': it is run once for each photo that has "
      "none, and its masks are kept in masks/ of the data set, where every command finds them");
  pose.add_to(c);
  c.add_option("--posed", pose.options.dataset,
               "photos without cameras: folder for the data set that is made of them, and from which a second run goes on; default: the "
               "output's name with -posed behind it");
  c.add_option("--box", box_, "the object's box in world units: x0,y0,z0,x1,y1,z1; default: found from masks, cameras or points")
      ->delimiter(',')
      ->expected(6)
      ->check(number_in(-1e9, 1e9));
  c.add_flag("--surroundings,!--no-surroundings", fit.surroundings,
             "photos without masks: also model what lies outside the object's box, ever coarser with its distance (the default)");
  c.add_option("--refine-poses", poses_,
               "put right, while fitting, where each photo's camera stood, and each camera's focal length, principal point and radial "
               "distortion: on; off; auto: where photos stood if masks do not agree with each other, either if the photos move by it")
      ->check(CLI::IsMember(put_right_names()))
      ->capture_default_str();
  c.add_option(
       "--exposure", exposure_,
       "likewise each photo's brightness and white balance; the model keeps their mean; auto: where photos differ from those beside them")
      ->check(CLI::IsMember(put_right_names()))
      ->capture_default_str();
  c.add_flag("--keep-odd", keep_odd_, "fit photos, too, whose masks or cameras contradict those of nearly all others");
  c.add_option("--ssim-weight", fit.ssim_weight, "weight of the structural term of the loss")
      ->check(number_in(0, 10))
      ->capture_default_str();
  c.add_option("--set", tuning_, "for experiments: NAME=VALUE, one or more, of " + tuning_names())->delimiter(',')->allow_extra_args(false);
  c.add_option("--seed", fit.seed, "seed of all random numbers")->capture_default_str();
  c.add_flag("--deterministic", device.deterministic,
             "the same file in every run with the same seed, steps and device, on the CPU also number of threads")
      ->excludes(limit);
  device.add_to(c);
}

}  // namespace asrg
