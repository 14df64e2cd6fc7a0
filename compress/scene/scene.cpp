#include "compress/scene/scene.h"

#include "compress/scene/checked_camera.h"
#include "compress/scene/colmap.h"
#include "compress/scene/instant_ngp.h"
#include "compress/scene/llff.h"
#include "compress/scene/load_views.h"
#include "compress/scene/mask_files.h"
#include "compress/scene/metashape.h"
#include "compress/scene/middlebury.h"
#include "compress/scene/name_order.h"
#include "compress/scene/nerf_synthetic.h"
#include "compress/scene/neus.h"
#include "compress/scene/origin.h"
#include "compress/scene/pose_faults.h"
#include "compress/scene/realitycapture.h"
#include "compress/scene/settle_views.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace fs = std::filesystem;
namespace {

struct Format {
  const char* name;
  const char* looked_for;
  bool (*found)(const fs::path&);
  Listing (*list)(const fs::path&);
};

constexpr Format formats[] = {
    {"nerf-synthetic", "transforms_train.json (NeRF-synthetic)", is_nerf_synthetic, list_nerf_synthetic},
    {"instant-ngp", "transforms.json (instant-ngp, nerfstudio)", is_instant_ngp, list_instant_ngp},
    {"colmap", "a COLMAP model in sparse/0 (or another number), sparse, colmap/sparse/0 or the folder itself", is_colmap, list_colmap},
    {"llff", "poses_bounds.npy (LLFF)", is_llff, list_llff},
    {"middlebury", "one *_par.txt (Middlebury)", is_middlebury, list_middlebury},
    {"neus", "cameras_sphere.npz (NeuS, IDR)", is_neus, list_neus},
    {"metashape", "cameras.xml (Agisoft Metashape)", is_metashape, list_metashape},
    {"realitycapture", "one .csv of cameras (RealityCapture, RealityScan)", is_realitycapture, list_realitycapture},
};

const Format& detect_format(const fs::path& folder) {
  std::string looked_for;
  for (const Format& format : formats) {
    if (format.found(folder)) return format;
    looked_for += (looked_for.empty() ? "" : ", ") + std::string(format.looked_for);
  }
  throw Error(ErrorKind::io, fmt::format("{} holds no data set of a known format; looked for: {}", folder.string(), looked_for));
}

void sort_by_name(std::vector<PosedImage>& images, bool numeric) {
  std::stable_sort(images.begin(), images.end(), [numeric](const PosedImage& a, const PosedImage& b) {
    return numeric ? numeric_less(a.name, b.name) : a.name < b.name;
  });
}

/// Moves every k-th training image (0, k, 2k, ...) to `test`, in place of the data set's own test images.
void hold_out(Listing& listing, int k) {
  std::vector<PosedImage> train;
  listing.test.clear();
  for (std::size_t i = 0; i < listing.train.size(); ++i) {
    (i % static_cast<std::size_t>(k) == 0 ? listing.test : train).push_back(std::move(listing.train[i]));
  }
  listing.train = std::move(train);
}

/// Moves the origin where single precision needs that, and warns of it; warns also of probable pose faults.
/// @param stated the offset to subtract, where it is given
/// @return what was subtracted
glm::dvec3 place_cameras(Listing& listing, const std::optional<glm::dvec3>& stated) {
  const glm::dvec3 offset = stated ? *stated : find_origin_offset(listing);
  move_origin(listing, offset);
  if (offset != glm::dvec3(0)) {
    listing.warnings.push_back(fmt::format(
        "the cameras stand far from the origin: {:.10g}, {:.10g}, {:.10g} is subtracted from all positions", offset.x, offset.y, offset.z));
  }
  if (const std::string fault = likely_pose_fault(listing.train); !fault.empty()) listing.warnings.push_back(fault);
  return offset;
}

/// One warning for all photos whose lenses are undone.
void tell_of_lenses(Listing& listing) {
  std::size_t count = 0;
  for (const auto* views : {&listing.train, &listing.test})
    count +=
        static_cast<std::size_t>(std::count_if(views->begin(), views->end(), [](const PosedImage& view) { return view.lens.has_value(); }));
  if (count == 0) return;
  listing.warnings.push_back(fmt::format(
      "the lens of {} photos (a fisheye, or one of more coefficients than k1 to k3, p1 and p2) is undone: they are drawn anew as a "
      "lens without distortion sees them, up to 70 degrees from their middle",
      count));
}

/// One warning for all views whose lens distortion cannot be undone everywhere.
void warn_of_distortion(Scene& scene) {
  std::size_t count = 0;
  std::string first;
  for (const auto* views : {&scene.train, &scene.test}) {
    for (const View& view : *views) {
      if (!can_undistort(view.camera) && count++ == 0) first = view.name;
    }
  }
  if (count == 0) return;
  scene.warnings.push_back(
      fmt::format("the lens distortion of {} views ({}{}) cannot be undone at the image's border: undistort the images first", count, first,
                  count > 1 ? ", ..." : ""));
}

}  // namespace

bool has_cameras(const fs::path& folder) {
  return std::any_of(std::begin(formats), std::end(formats), [&](const Format& format) { return format.found(folder); });
}

Listing list_scene(const fs::path& folder) {
  Listing listing = detect_format(folder).list(folder);
  take_each_once(listing);
  find_mask_files(folder, listing);
  return listing;
}

Scene load_scene(const fs::path& folder, const SceneOptions& options) {
  if (options.downscale < 1) throw Error(ErrorKind::arguments, fmt::format("images cannot be downscaled by {}", options.downscale));
  if (options.holdout < 0 || options.holdout == 1) {
    throw Error(ErrorKind::arguments, fmt::format("every {}-th view cannot be held out: give 0 (none) or at least 2", options.holdout));
  }
  if (!fs::exists(folder)) throw Error(ErrorKind::io, fmt::format("the folder {} does not exist", folder.string()));
  if (!fs::is_directory(folder)) throw Error(ErrorKind::io, fmt::format("{} is not a folder", folder.string()));

  const Format& format = detect_format(folder);
  Listing listing = format.list(folder);
  take_each_once(listing);
  const glm::dvec3 offset = place_cameras(listing, options.origin_offset);
  find_mask_files(folder, listing);
  sort_by_name(listing.train, listing.numeric_names);
  sort_by_name(listing.test, listing.numeric_names);
  if (options.holdout > 0) hold_out(listing, options.holdout);

  Scene scene;
  const fs::path plain = fs::absolute(folder).lexically_normal();
  scene.name = (plain.has_filename() ? plain : plain.parent_path()).filename().string();
  scene.format = format.name;
  for (const auto* views : {&listing.train, &listing.test})
    for (const PosedImage& view : *views) scene.names.push_back(view.name);
  scene.origin_offset = offset;
  tell_of_lenses(listing);
  scene.warnings = std::move(listing.warnings);
  using Loaded = std::vector<LoadedView>;
  settle_views(options.load_train ? load_views(listing.train, options) : Loaded(),
               options.load_test ? load_views(listing.test, options) : Loaded(), options, scene);
  scene.sparse_points.reserve(listing.sparse_points.size());
  for (const glm::dvec3& point : listing.sparse_points) scene.sparse_points.emplace_back(point - offset);
  if (listing.box) scene.stated_box = Box{listing.box->min - offset, listing.box->max - offset};
  warn_of_distortion(scene);
  return scene;
}

}  // namespace asrg
