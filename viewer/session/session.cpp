#include "viewer/session/session.h"

#include "compress/codec/codec.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <chrono>
#include <cstring>

namespace asrg {
namespace {

template <class T>
bool is_ready(const std::future<T>& f) {
  return f.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// Would the two be answered by the same picture, resolution aside?
bool same_content(const FrameRequest& a, const FrameRequest& b) {
  return a.camera == b.camera && a.settings == b.settings && a.model == b.model && a.other == b.other && a.photo == b.photo &&
         a.difference == b.difference && a.difference_scale == b.difference_scale && a.bricks == b.bricks;
}

}  // namespace

Session::~Session() {
  if (job) job->stop = true;
  render_.shut_down();  // its jobs refer to this
}

void Session::open(const std::filesystem::path& file) {
  for (const Loading& l : loading_models_)
    if (l.path == file) return;
  for (std::size_t i = 0; i < models_.size(); ++i)
    if (models_[i].path == file) return show(static_cast<int>(i));
  loading_models_.push_back({file, std::async(std::launch::async, [file] { return std::make_shared<const Model>(load_model(file)); })});
}

void Session::open_dataset(const std::filesystem::path& folder, int downscale) {
  scene_path_ = folder;
  loading_scene_ = std::async(std::launch::async, [folder, downscale] {
    SceneOptions options;
    options.downscale = downscale;
    Scene scene = load_scene(folder, options);
    if (scene.test.empty()) scene.test = std::move(scene.train);
    return std::make_shared<const Scene>(std::move(scene));
  });
}

std::string Session::loading_text() const {
  if (!loading_models_.empty()) return fmt::format("loading {}", loading_models_.front().path.filename().string());
  return loading_scene_.valid() ? fmt::format("loading {}", scene_path_.filename().string()) : "";
}

void Session::say(std::string message) {
  messages_.push_back(std::move(message));
  if (messages_.size() > 8) messages_.erase(messages_.begin());
}

const std::vector<View>& Session::photos() const {
  static const std::vector<View> none;
  return scene_ ? scene_->test : none;
}

void Session::take_loaded() {
  // In the order in which they were opened.
  while (!loading_models_.empty() && is_ready(loading_models_.front().model)) {
    Loading l = std::move(loading_models_.front());
    loading_models_.erase(loading_models_.begin());
    try {
      const auto model = l.model.get();
      LoadedModel m{l.path, l.path.stem().string(), static_cast<std::int64_t>(std::filesystem::file_size(l.path)), model, {}};
      if (const auto known = find_eval_json(l.path, m.bytes)) m.psnr = known->psnr;
      render_.add_model(model);
      if (models_.empty()) {
        const Provenance p = read_provenance(model->provenance);
        const Lattice& lattice = model->topology.lattice;
        camera.frame(lattice.box(), p.up, p.field_of_view, p.front, p.viewing_distance(lattice));
      }
      models_.push_back(std::move(m));
      show(static_cast<int>(models_.size()) - 1);
      std::error_code ignored;
      settings.add_recent(std::filesystem::absolute(l.path, ignored).string());
    } catch (const std::exception& e) {
      say(e.what());
    }
  }
  if (loading_scene_.valid() && is_ready(loading_scene_)) {
    try {
      scene_ = loading_scene_.get();
      for (const std::string& warning : scene_->warnings) say(warning);
    } catch (const std::exception& e) {
      say(e.what());
    }
  }
}

void Session::show(int model) {
  if (model < 0 || model >= static_cast<int>(models_.size()) || model == look.shown) return;
  if (look.shown >= 0) look.other = look.shown;
  look.shown = model;
}

void Session::show_photo(int photo) {
  if (photo >= static_cast<int>(photos().size())) return;
  if (photo >= 0 && look.photo < 0 && look.compare == Compare::off) look.compare = Compare::split;
  look.photo = photo < 0 ? -1 : photo;
  if (photo < 0 && look.other < 0) look.compare = Compare::off;
}

void Session::next_photo(int step) {
  const int count = static_cast<int>(photos().size());
  if (count) show_photo(look.photo < 0 ? (step > 0 ? 0 : count - 1) : (look.photo + step + count) % count);
}

void Session::save_view(int slot) {
  views[static_cast<std::size_t>(slot)] = camera.target();
  if (views_file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(views_file.parent_path(), ignored);
  try {
    const std::string text = saved_views_json(views);
    write_file_atomically(views_file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  } catch (const Error& e) {
    say(e.what());
  }
}

void Session::recall_view(int slot) {
  if (const auto& v = views[static_cast<std::size_t>(slot)]) {
    look.photo = -1;
    camera.go_to(*v, false);
  }
}

RenderSettings Session::render_settings() const {
  RenderSettings s;
  s.layer = look.layer;
  s.exposure = look.exposure;
  if (look.shown >= 0) {
    const Model& model = *models_[static_cast<std::size_t>(look.shown)].model;
    s.background = model.background;
    s.surroundings = model.topology.lattice.surroundings && (look.surroundings || look.photo >= 0);
  }
  s.solid = settings.own_background && look.photo < 0 && !s.surroundings;
  s.solid_colour = {settings.background[0], settings.background[1], settings.background[2]};
  if (look.photo >= 0 && s.background != BackgroundKind::environment) s.background = BackgroundKind::white;
  return s;
}

FrameRequest Session::request(glm::ivec2 window) const {
  FrameRequest r;
  r.settings = render_settings();
  r.model = look.shown;
  r.bricks = look.bricks;
  r.difference = look.compare == Compare::difference;
  r.difference_scale = look.difference_scale;
  if (look.photo >= 0 && look.photo < static_cast<int>(photos().size())) {
    r.photo = std::shared_ptr<const View>(scene_, &photos()[static_cast<std::size_t>(look.photo)]);
    r.camera = r.photo->camera;
  } else {
    r.camera = camera.camera(window);
    if (look.compare != Compare::off) r.other = look.other;
  }
  return r;
}

void Session::update(glm::ivec2 window, float seconds) {
  take_loaded();
  {
    std::vector<std::function<void()>> results;
    {
      const std::lock_guard lock(results_mutex_);
      results.swap(results_);
    }
    for (const auto& r : results) r();
  }
  if (std::string error = render_.take_error(); !error.empty()) say(std::move(error));
  if (look.turntable) camera.turn(glm::radians(settings.turntable_speed) * seconds);
  camera.advance(seconds);

  if (auto result = render_.take()) {
    scheduler_.drawn(result->pixels, result->seconds);
    if (picture_.lent) render_.lend(*picture_.lent);
    picture_ = std::move(*result);
    ++picture_number_;
    if (asked_ && asked_->content == picture_.content && asked_->resolution == picture_.resolution) asked_.reset();
  }
  if (look.shown < 0 || window.x < 1 || window.y < 1) return;
  FrameRequest next = request(window);
  if (!same_content(next, last_)) {
    last_ = next;
    ++content_;
    // A coarse picture that is being drawn comes first: nothing would ever be shown otherwise.
    if (asked_ && asked_->resolution.scale < 1) asked_->content = content_;
  }
  next.content = content_;
  if (asked_ && asked_->content == content_ && render_.busy()) return;
  if (picture_.content == content_) {
    if (FrameScheduler::finest(picture_.resolution) || (next.photo && picture_.resolution.scale >= 1)) return;
    next.resolution = scheduler_.finer(picture_.resolution);
  } else {
    next.resolution = scheduler_.moving(next.camera.size);
  }
  asked_ = next;
  render_.post(std::move(next));
}

bool Session::settled() const {
  return !loading() && (look.shown < 0 || (picture_.content == content_ && !asked_ &&
                                           (FrameScheduler::finest(picture_.resolution) || (look.photo >= 0 && picture_.resolution.scale >= 1))));
}

}  // namespace asrg
