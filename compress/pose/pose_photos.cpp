#include "compress/pose/pose_photos.h"

#include "compress/io/file.h"
#include "compress/io/output.h"
#include "compress/io/process.h"
#include "compress/pose/colmap_program.h"
#include "compress/pose/judge_model.h"
#include "compress/pose/photo_files.h"
#include "compress/pose/pose_state.h"
#include "compress/pose/room_axes.h"
#include "compress/pose/sharpness.h"
#include "compress/pose/still_background.h"
#include "compress/pose/video_frames.h"
#include "compress/scene/colmap_model.h"
#include "compress/scene/mask_command.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace asrg {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr const char* mask_it =
    "mask the object (--mask-command, a folder masks/ beside the photos, or photos with alpha), and only it is looked at";

/// Focal lengths that differ by a larger share are no camera's: those of photos with many points in all directions differ by a tenth of a per cent.
constexpr double most_squashed = 0.02;
/// A principal point that is farther from the middle, as a share of the longer side, is not a camera's but made up for something else.
constexpr double most_off_centre = 0.05;

/// What tells whether a file is still the same without reading it: name, size and time of the last change.
json trace_of(const fs::path& file) {
  std::error_code ignored;
  return {file.filename().string(), fs::file_size(file, ignored), fs::last_write_time(file, ignored).time_since_epoch().count()};
}

class Job {
 public:
  Job(const PoseOptions& options, const PoseListener& listener, const std::atomic<bool>& stop)
      : options_(options), listener_(listener), stop_(stop), work_(options.dataset / "colmap-work") {}

  PosedPhotos run() {
    check_folder();
    if (has_video_extension(options_.source)) {
      if (!take_frames()) return stopped();
      photos_ = photos_of_folder(work_ / "frames");
    } else {
      photos_ = photos_of_folder(options_.source);
    }
    PoseState state(work_ / "state.json", key());
    if (state.of_another()) {
      listener_.note(fmt::format("{} was begun with other photos or options: its cameras are found anew", options_.dataset.string()));
      for (const char* old : {"images", "masks", "sparse"}) fs::remove_all(options_.dataset / old);
      for (const char* old : {"database.db", "models"}) fs::remove_all(work_ / old);
    }
    if (state.done("model") && is_complete(state)) {
      PosedPhotos result = judge_model(options_.dataset, names_of(state.found("photos")), listener_.note);
      result.known = true;
      return result;
    }
    if (!have_program("colmap")) throw Error(ErrorKind::runtime, colmap_missing);
    if (!state.done("photos") && !prepare_photos(state)) return stopped();
    return find_cameras(state);
  }

 private:
  static PosedPhotos stopped() { return {.stopped = true}; }
  static std::vector<std::string> names_of(const json& found) { return found.at("names").get<std::vector<std::string>>(); }

  void check_folder() const {
    const fs::path& dataset = options_.dataset;
    std::error_code ignored;
    if (fs::equivalent(options_.source, dataset, ignored) || fs::equivalent(options_.source, dataset / "images", ignored))
      throw Error(ErrorKind::arguments, fmt::format("the photos and the data set are the same folder, {}: photos that lie there are not "
                                                    "touched; give another folder for the data set",
                                                    options_.source.string()));
    const bool own = fs::exists(work_);
    if (!own && fs::is_directory(dataset)) {
      if (has_cameras(dataset))
        throw Error(ErrorKind::io,
                    fmt::format("{} holds a data set with cameras already: give another folder for this one", dataset.string()));
      if (fs::exists(dataset / "images") && !fs::is_empty(dataset / "images"))
        throw Error(ErrorKind::io, fmt::format("{} holds images already: give another folder for the data set", dataset.string()));
    }
    make_output_folder(work_);
  }

  bool is_complete(const PoseState& state) const {
    if (!fs::is_directory(options_.dataset / "sparse" / "0")) return false;
    const auto names = names_of(state.found("photos"));
    return std::all_of(names.begin(), names.end(), [&](const std::string& n) { return fs::exists(options_.dataset / "images" / n); });
  }

  json key() const {
    json files = json::array();
    for (const BarePhoto& photo : photos_) files.push_back({trace_of(photo.file), photo.mask.empty() ? json() : trace_of(photo.mask)});
    return {{"photos", files},
            {"drop_blurred", options_.drop_blurred},
            {"cameras", options_.cameras},
            {"features", options_.features},
            {"mask_command", options_.mask_command}};
  }

  bool take_frames() {
    PoseState state(work_ / "frames.json", {{"video", trace_of(options_.source)}, {"frames", options_.frames}});
    if (state.done("frames")) return true;
    fs::remove_all(work_ / "frames");
    fs::create_directories(work_ / "frames");
    const auto progress = [&](double fraction, const std::string& text) { listener_.progress("video", fraction, text); };
    progress(0, "begins");
    const auto files = take_video_frames(options_.source, static_cast<std::size_t>(options_.frames), work_ / "frames", progress, stop_);
    if (files.empty()) return false;
    state.set_done("frames");
    return true;
  }

  /// Puts the photos into the data set, drops blurred ones where that is wanted, and makes the missing masks.
  /// @return false where it was stopped
  bool prepare_photos(PoseState& state) {
    for (const char* folder : {"images", "masks"}) fs::create_directories(options_.dataset / folder);
    const auto progress = [&](std::size_t done) {
      listener_.progress("photos", static_cast<double>(done) / static_cast<double>(photos_.size()),
                         fmt::format("photo {} of {}", done, photos_.size()));
    };
    progress(0);
    const std::vector<PhotoSummary> summaries = put_photos(photos_, options_.dataset, progress, stop_);
    if (summaries.empty()) return false;
    const std::vector<std::string> blurred = name_blurred(summaries);
    std::vector<std::string> names;
    std::vector<ImageF> thumbnails;
    std::vector<PhotoSummary> kept;
    int longest = 0;
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (options_.drop_blurred && std::find(blurred.begin(), blurred.end(), photos_[i].name) != blurred.end()) {
        fs::remove(options_.dataset / "images" / photos_[i].name);
        fs::remove(options_.dataset / "masks" / (photos_[i].name + ".png"));
        continue;
      }
      names.push_back(photos_[i].name);
      thumbnails.push_back(summaries[i].thumbnail);
      kept.push_back(summaries[i]);
      longest = std::max({longest, summaries[i].size.x, summaries[i].size.y});
    }
    if (names.size() < 3)
      throw Error(ErrorKind::io, fmt::format("{} has {} photos: cameras need at least three, and a model some twenty",
                                             options_.source.string(), names.size()));
    if (!make_masks(names)) return false;
    std::error_code not_empty;
    fs::remove(options_.dataset / "masks", not_empty);
    const bool masked = std::any_of(names.begin(), names.end(), [&](const std::string& n) { return fs::exists(mask_of(n)); });
    const bool still = !masked && have_still_background(thumbnails);
    const bool one = options_.cameras == "one" || (options_.cameras == "auto" && taken_with_one_camera(kept));
    if (options_.cameras == "auto" && !one)
      listener_.note("the photos differ in size, or in the camera and focal length of their EXIF data: each gets a lens of its own");
    state.set_done("photos", {{"names", names},
                              {"dropped", options_.drop_blurred ? blurred : std::vector<std::string>()},
                              {"masked", masked},
                              {"still", still},
                              {"longest_side", longest},
                              {"one_camera", one}});
    return true;
  }

  fs::path mask_of(const std::string& name) const { return options_.dataset / "masks" / (name + ".png"); }

  std::vector<std::string> name_blurred(const std::vector<PhotoSummary>& summaries) const {
    std::vector<double> values;
    for (const PhotoSummary& summary : summaries) values.push_back(summary.sharpness);
    std::vector<std::string> names;
    for (const std::size_t i : blurred_ones(values)) names.push_back(photos_[i].name);
    if (!names.empty()) {
      listener_.note(fmt::format("{} of {} photos {} blurred, judged by {} neighbours{}: {}", names.size(), photos_.size(),
                                 names.size() == 1 ? "is" : "are", names.size() == 1 ? "its" : "their",
                                 options_.drop_blurred ? ", and left out" : " (--drop-blurred leaves such photos out)",
                                 fmt::join(names, ", ")));
    }
    return names;
  }

  bool make_masks(const std::vector<std::string>& names) {
    if (options_.mask_command.empty()) return true;
    std::vector<MaskToMake> wanted;
    for (const std::string& name : names)
      if (!fs::exists(mask_of(name))) wanted.push_back({options_.dataset / "images" / name, mask_of(name)});
    return run_mask_command(
        options_.mask_command, wanted, [&](double f, const std::string& t) { listener_.progress("masks", f, t); }, stop_);
  }

  PosedPhotos find_cameras(PoseState& state) {
    const json found = state.found("photos");
    ColmapJob job{.images = options_.dataset / "images",
                  .masks = found.at("masked").get<bool>() ? options_.dataset / "masks" : fs::path(),
                  .work = work_,
                  .names = names_of(found),
                  .in_order = has_video_extension(options_.source),
                  .one_camera = found.at("one_camera").get<bool>(),
                  .longest_side = found.at("longest_side").get<int>(),
                  .square = state.done("square"),
                  .features = options_.features,
                  .threads = options_.threads};
    if (found.at("still").get<bool>())
      listener_.note(
          fmt::format("the background is the same in all photos, as before a turntable: it says that the camera never moved; {}", mask_it));
    if (!state.done("sensitive")) {
      const bool new_ones = !state.done("features");
      if (!run_step(state, job, ColmapStep::features, "features")) return stopped();
      const double count = features_per_photo(work_);
      if (new_ones && count > 0 && count < few_features) {
        listener_.note(fmt::format("colmap found only {:.0f} features in a photo: it looks again, for fainter ones", count));
        state.undo("features");
        fs::remove(work_ / "database.db");
        state.set_done("sensitive");
      }
    }
    job.sensitive = state.done("sensitive");
    if (!run_step(state, job, ColmapStep::features, "features")) return stopped();
    if (!run_step(state, job, ColmapStep::matches, "matches") || !run_step(state, job, ColmapStep::model, "model")) return stopped();
    fs::path best = largest_model(work_ / "models", listener_.note);
    const bool still = found.at("still").get<bool>();
    if (best.empty()) throw Error(ErrorKind::runtime, no_model_sentence(still));
    if (const double squashed = squashed_by(best); !job.square && squashed > most_squashed) {
      listener_.note(fmt::format(
          "colmap's two focal lengths differ by {:.0f} %, as those of no camera do, and what it found is squashed as much, as can "
          "happen where all photos are from one height: it begins anew with one focal length",
          100 * squashed));
      for (const char* step : {"features", "matches"}) state.undo(step);
      fs::remove(work_ / "database.db");
      state.set_done("square");
      return find_cameras(state);
    }
    if (job.one_camera && !job.sensitive) {
      job.model = best;
      best = with_principal_point(job);
    }
    job.model = best;
    if (!stop_) best = with_axes(job);
    if (stop_) return stopped();
    const fs::path sparse = options_.dataset / "sparse", part = options_.dataset / "sparse.part";
    fs::remove_all(part);
    fs::create_directories(part);
    fs::copy(best, part / "0", fs::copy_options::recursive);
    fs::remove_all(sparse);
    fs::rename(part, sparse);
    PosedPhotos result = judge_model(options_.dataset, job.names, listener_.note);
    result.left_out = found.at("dropped").get<std::vector<std::string>>();
    state.set_done("model");
    return result;
  }

  /// The model with its principal point found; as it is where colmap cannot say, or says what no camera has.
  fs::path with_principal_point(const ColmapJob& job) const {
    const auto progress = [&](double fraction, const std::string& text) { listener_.progress("model", fraction, text); };
    try {
      const fs::path refined = work_ / "principal_point";
      if (run_colmap(job, ColmapStep::principal_point, progress, stop_) && is_colmap_model(refined) &&
          off_centre_by(refined) <= most_off_centre)
        return refined;
    } catch (const Error& e) {
      listener_.note(fmt::format("the principal point is taken to be the pictures' middle, since {}", e.what()));
    }
    return job.model;
  }

  /// The model with z up, and along walls where there are some; as it is where colmap cannot turn it.
  fs::path with_axes(ColmapJob& job) const {
    const auto progress = [&](double fraction, const std::string& text) { listener_.progress("model", fraction, text); };
    try {
      const ColmapModel model = read_colmap_model(job.model);
      job.axes = room_axes(model);
      const fs::path turned = work_ / "axes";
      for (const bool as_matrix : {true, false}) {
        job.as_matrix = as_matrix;
        if (run_colmap(job, ColmapStep::axes, progress, stop_) && is_turned(model, read_colmap_model(turned), job.axes)) return turned;
      }
    } catch (const Error& e) {
      listener_.note(fmt::format("the model is as colmap happened to turn it, since {}", e.what()));
    }
    return job.model;
  }

  /// Runs a step unless it is done already. @return false where it was stopped
  bool run_step(PoseState& state, const ColmapJob& job, ColmapStep step, const std::string& name) const {
    if (state.done(name)) return true;
    const auto progress = [&](double fraction, const std::string& text) { listener_.progress(name, fraction, text); };
    progress(0, "begins");  // the listener measures the step's time from here on
    if (!run_colmap(job, step, progress, stop_)) return false;
    // The model's step is done only when the model is in the data set: see find_cameras.
    if (step != ColmapStep::model) state.set_done(name);
    return true;
  }

  std::string no_model_sentence(bool still) const {
    const std::string what = fmt::format("colmap found no cameras for the {} photos of {}", photos_.size(), options_.source.string());
    if (still) return fmt::format("{}: their background never moves, as before a turntable; {}", what, mask_it);
    return fmt::format(
        "{}: they need texture, sharpness, and much in common from each photo to the next (a step of ten to fifteen degrees "
        "round the object); {} holds what it said. If the object stood on a turntable, {}",
        what, (work_ / "model.log").string(), mask_it);
  }

  const PoseOptions& options_;
  const PoseListener& listener_;
  const std::atomic<bool>& stop_;
  fs::path work_;
  std::vector<BarePhoto> photos_;
};

}  // namespace

PosedPhotos pose_photos(const PoseOptions& options, const PoseListener& listener, const std::atomic<bool>& stop) {
  if (!fs::exists(options.source)) throw Error(ErrorKind::io, fmt::format("{} does not exist", options.source.string()));
  return Job(options, listener, stop).run();
}

bool needs_cameras(const fs::path& source) {
  std::error_code ignored;
  if (fs::is_regular_file(source, ignored)) return has_video_extension(source);
  if (!fs::is_directory(source, ignored) || has_cameras(source)) return false;
  try {
    return !photos_of_folder(source).empty();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace asrg
