#include "compress/codec/codec.h"
#include "compress/model/judging_views.h"
#include "compress/scene/mask_names.h"
#include "compress/io/file.h"
#include "compress/io/output.h"
#include "cuda/core/error.h"
#include "viewer/session/session.h"
#include "viewer/session/sweep_folder.h"

#include <fmt/format.h>

#include <algorithm>

namespace asrg {
namespace {

/// The photos that `asrg eval` would judge the model on; all photos of the data set where there are none.
Scene load_photos(const std::filesystem::path& folder, int downscale, const Provenance& built, const std::atomic<bool>& stop) {
  SceneOptions options;
  options.stop = &stop;
  options.downscale = downscale > 0 ? downscale : built.downscale;
  options.mask_from_background = mask_of_name(built.mask_from_background);
  Scene scene = load_judging_views(folder, options, built);
  if (!scene.test.empty()) return scene;
  options.load_train = true;
  options.holdout = 0;
  return load_scene(folder, options);
}

void write(const SavedViews& views, const std::filesystem::path& file) {
  check_output_file(file, FileKind::saved_views);
  write_text_file_atomically(file, saved_views_json(views));
}

std::string name_of(const std::filesystem::path& path) { return (path.has_filename() ? path : path.parent_path()).filename().string(); }

}  // namespace

void Session::open(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    if (!open_sweep(path)) open_dataset(path);
  } else if (path.extension() == ".json") {
    import_views(path);
  } else {
    open_model(path);
  }
}

bool Session::open_sweep(const std::filesystem::path& folder) try {
  const auto sweep = read_sweep_folder(folder);
  if (!sweep) return false;
  std::error_code ignored;
  for (const SweepFolder::Entry& e : sweep->models) open_model(e.file);
  if (std::filesystem::is_directory(sweep->dataset, ignored))
    open_dataset(sweep->dataset);
  else if (!sweep->dataset.empty())
    say(fmt::format("the photos are not in {} any more: open their folder to compare", sweep->dataset.string()));
  return true;
} catch (...) {
  fail(std::current_exception());
  return true;
}

void Session::open_model(const std::filesystem::path& file) {
  for (const Loading& l : loading_models_)
    if (l.path == file) return;
  for (std::size_t i = 0; i < models_.size(); ++i)
    if (models_[i].path == file) return show(static_cast<int>(i));
  loading_models_.push_back({file, Background<std::shared_ptr<const Model>>(
                                       [file](const std::atomic<bool>&) { return std::make_shared<const Model>(load_model(file)); })});
}

void Session::open_dataset(const std::filesystem::path& folder, int downscale) {
  waiting_ = {folder, downscale};
  loading_scene_.stop();
}

std::string Session::loading_text() const {
  if (!loading_models_.empty()) return fmt::format("loading {}", name_of(loading_models_.front().path));
  return loading_scene_.pending() ? fmt::format("loading {}", name_of(scene_path_)) : "";
}

void Session::take_model(Loading loaded) {
  const auto model = loaded.model.get();
  const Provenance built = read_provenance(*model->provenance);
  LoadedModel m;
  m.path = loaded.path;
  m.name = loaded.path.stem().string();
  m.bytes = static_cast<std::int64_t>(std::filesystem::file_size(loaded.path));
  m.model = model;
  auto known = find_in_sweep(m.path, m.bytes);
  m.swept = known.has_value();
  if (!known) known = find_eval_json(m.path, m.bytes);
  if (known) {
    m.psnr = known->psnr;
    m.ssim = known->ssim;
  }
  m.fitted_on.insert(built.training_views.begin(), built.training_views.end());
  m.levels = level_shares(model->topology);
  m.number = render_.add_model(model);
  if (models_.empty()) {
    const Lattice& lattice = model->topology.lattice;
    camera.frame(lattice.box(), built.up, built.field_of_view, built.front, built.viewing_distance(lattice));
  }
  models_.push_back(std::move(m));
  show(static_cast<int>(models_.size()) - 1);
  std::error_code ignored;
  settings.add_recent(std::filesystem::absolute(loaded.path, ignored).string());
}

void Session::take_dataset() {
  const auto scene = loading_scene_.get();
  for (const std::string& warning : scene->warnings) say(warning);
  if (scene->test.empty() && scene->train.empty()) return fail(Error(ErrorKind::io, fmt::format("{} has no photos", scene_path_.string())));
  display.photo = -1;
  scene_ = scene;
}

void Session::take_loaded() {
  // In the order in which they were opened.
  while (!loading_models_.empty() && loading_models_.front().model.ready()) {
    Loading l = std::move(loading_models_.front());
    loading_models_.erase(loading_models_.begin());
    try {
      take_model(std::move(l));
    } catch (...) {
      fail(std::current_exception());
    }
  }
  if (loading_scene_.pending() && loading_scene_.ready()) {
    try {
      if (waiting_)
        loading_scene_ = {};  // another was asked for meanwhile
      else
        take_dataset();
    } catch (...) {
      fail(std::current_exception());
    }
  }
  if (!waiting_ || loading_scene_.pending() || models_.empty()) return;
  scene_path_ = waiting_->folder;
  loading_scene_ = Background<std::shared_ptr<const Scene>>(
      [w = *waiting_, built = read_provenance(*models_.front().model->provenance)](const std::atomic<bool>& stop) {
        return std::make_shared<const Scene>(load_photos(w.folder, w.downscale, built, stop));
      });
  waiting_.reset();
}

void Session::show_next_size(int step) {
  const auto key = [&](int i) { return std::pair(models_[static_cast<std::size_t>(i)].bytes, i); };
  int next = -1;
  for (int i = 0; display.shown >= 0 && i < static_cast<int>(models_.size()); ++i) {
    const bool beyond = step > 0 ? key(i) > key(display.shown) : key(i) < key(display.shown);
    if (beyond && (next < 0 || (step > 0 ? key(i) < key(next) : key(i) > key(next)))) next = i;
  }
  if (next >= 0) show(next);
}

void Session::close(int model) {
  if (model < 0 || model >= static_cast<int>(models_.size())) return;
  render_.remove_model(models_[static_cast<std::size_t>(model)].number);
  models_.erase(models_.begin() + model);
  undrawable_.reset();  // there is more memory now
  const int left = static_cast<int>(models_.size());
  const auto moved = [model](int i) { return i == model ? -1 : i - (i > model ? 1 : 0); };
  display.shown = moved(display.shown);
  display.other = moved(display.other);
  if (display.shown < 0) display.shown = display.other >= 0 ? display.other : std::min(model, left - 1);
  if (display.other < 0 || display.other == display.shown) display.other = left > 1 ? (display.shown + 1) % left : -1;
  if (left == 0) {
    display.photo = -1;
    forget_picture();
  }
  if (display.other < 0 && display.photo < 0) display.compare = Compare::off;
}

void Session::write_views() {
  if (views_file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(views_file.parent_path(), ignored);
  try {
    write(views, views_file);
  } catch (...) {
    fail(std::current_exception());
  }
}

void Session::export_views(const std::filesystem::path& file) {
  if (std::none_of(views.begin(), views.end(), [](const auto& v) { return v.has_value(); }))
    return say("there are no saved views: Ctrl+1 to Ctrl+9 save some");
  try {
    write(views, file);
    say(fmt::format("{} written", std::filesystem::absolute(file).string()));
  } catch (...) {
    fail(std::current_exception());
  }
}

void Session::import_views(const std::filesystem::path& file) {
  try {
    const SavedViews read = parse_saved_views(read_text_file(file, 1 << 20), file.string());
    int count = 0;
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (!read[i]) continue;
      views[i] = read[i];
      ++count;
    }
    say(fmt::format("{} saved view{} read from {}", count, count == 1 ? "" : "s", file.string()));
    if (count) write_views();
  } catch (...) {
    fail(std::current_exception());
  }
}

}  // namespace asrg
