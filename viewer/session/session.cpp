#include "viewer/session/session.h"

#include "compress/model/judging_views.h"

namespace asrg {
namespace {

/// True where the two requests differ at most in resolution.
bool same_content(const FrameRequest& a, const FrameRequest& b) {
  return a.camera == b.camera && a.settings == b.settings && a.model == b.model && a.other == b.other && a.photo == b.photo &&
         a.difference == b.difference && a.difference_scale == b.difference_scale && a.bricks == b.bricks;
}

}  // namespace

Session::~Session() {
  if (job) job->stop = true;
  render_.shut_down();  // its jobs refer to this
}

void Session::say(std::string message) {
  messages_.push_back(std::move(message));
  if (messages_.size() > 8) messages_.erase(messages_.begin());
}

void Session::fail(const Error& error) {
  say(error.what());
  if (!failure_) failure_ = error;
}

void Session::fail(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    fail(e);
  } catch (const std::filesystem::filesystem_error& e) {
    fail(Error(ErrorKind::io, e.what()));
  } catch (const std::exception& e) {
    fail(Error(ErrorKind::runtime, e.what()));
  }
}

const std::vector<View>& Session::photos() const {
  static const std::vector<View> none;
  if (!scene_) return none;
  return scene_->test.empty() ? scene_->train : scene_->test;
}

const View* Session::photo() const {
  return display.photo >= 0 && display.photo < static_cast<int>(photos().size()) ? &photos()[static_cast<std::size_t>(display.photo)]
                                                                                 : nullptr;
}

std::optional<bool> Session::photo_was_fitted() const {
  if (display.shown < 0 || !photo()) return std::nullopt;
  const std::set<std::string>& fitted = models_[static_cast<std::size_t>(display.shown)].fitted_on;
  return fitted.empty() ? std::nullopt : std::optional(fitted.contains(photo()->name));
}

Columns Session::columns(glm::ivec2 window) const {
  const bool several = display.compare == Compare::side_by_side && display.shown >= 0 && (photo() || display.other >= 0);
  return {window, several ? 3 : 1, display.margin};
}

void Session::show(int model) {
  if (model < 0 || model >= static_cast<int>(models_.size()) || model == display.shown) return;
  if (display.shown >= 0) display.other = display.shown;
  display.shown = model;
}

void Session::show_photo(int photo) {
  if (photo >= static_cast<int>(photos().size())) return;
  if (photo >= 0 && display.photo < 0 && display.compare == Compare::off) display.compare = Compare::split;
  display.photo = photo < 0 ? -1 : photo;
  if (photo < 0 && display.other < 0) display.compare = Compare::off;
}

void Session::next_photo(int step) {
  const int count = static_cast<int>(photos().size());
  if (count) show_photo(display.photo < 0 ? (step > 0 ? 0 : count - 1) : (display.photo + step + count) % count);
}

void Session::save_view(int slot) {
  views[static_cast<std::size_t>(slot)] = camera.target();
  write_views();
}

void Session::recall_view(int slot) {
  if (const auto& v = views[static_cast<std::size_t>(slot)]) {
    display.photo = -1;
    camera.go_to(*v, false);
  }
}

RenderSettings Session::render_settings() const {
  RenderSettings s;
  s.layer = display.layer;
  s.exposure = display.exposure;
  if (display.shown >= 0) {
    const Model& model = *models_[static_cast<std::size_t>(display.shown)].model;
    s.backdrop = display.photo >= 0 ? judging_backdrop(model.background) : backdrop_of(model.background);
    s.surroundings = model.topology.lattice.surroundings && (display.surroundings || display.photo >= 0);
  }
  if (settings.own_background && display.photo < 0 && !s.surroundings) s.backdrop = Backdrop::colour;
  s.backdrop_colour = {settings.background[0], settings.background[1], settings.background[2]};
  return s;
}

FrameRequest Session::request(glm::ivec2 window) const {
  FrameRequest r;
  r.settings = render_settings();
  const auto number_of = [&](int model) { return model < 0 ? -1 : models_[static_cast<std::size_t>(model)].number; };
  r.model = number_of(display.shown);
  r.bricks = display.bricks;
  r.difference = display.compare == Compare::difference || display.compare == Compare::side_by_side;
  r.difference_scale = display.difference_scale;
  if (const View* view = photo()) {
    r.photo = std::shared_ptr<const View>(scene_, view);
    r.camera = view->camera;
  } else {
    r.camera = camera.camera(columns(window).size());
    if (display.compare != Compare::off) r.other = number_of(display.other);
  }
  return r;
}

void Session::forget_picture() {
  if (picture_.lent) render_.lend(*picture_.lent);
  picture_ = {};
  ++picture_number_;
  asked_.reset();
}

void Session::take_picture() {
  auto result = render_.take();
  if (!result) return;
  if (!result->error.empty()) {
    undrawable_ = result->content;
    asked_.reset();
    // While the camera turns, every picture may fail for the same reason: tell it once.
    if (said_of_picture_ != result->error) fail(Error(ErrorKind::runtime, result->error));
    said_of_picture_ = result->error;
    return;
  }
  said_of_picture_.clear();
  if (display.shown < 0) {
    // The last model was closed while this was drawn.
    if (result->lent) render_.lend(*result->lent);
    return;
  }
  scheduler_.drawn(result->pixels, result->seconds);
  if (picture_.lent) render_.lend(*picture_.lent);
  picture_ = std::move(*result);
  ++picture_number_;
  if (asked_ && asked_->content == picture_.content && asked_->resolution == picture_.resolution) asked_.reset();
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
  if (const std::string error = render_.take_error(); !error.empty()) fail(Error(ErrorKind::runtime, error));
  if (display.turntable) camera.turn(glm::radians(settings.turntable_speed) * seconds);
  camera.advance(seconds);

  take_picture();
  if (display.shown < 0 || window.x < 1 || window.y < 1) return;
  FrameRequest next = request(window);
  if (!same_content(next, last_)) {
    last_ = next;
    ++content_;
    // A coarse picture that is being drawn counts as one of the new content: if it were requested anew each time, none would ever be finished.
    if (asked_ && asked_->resolution.scale < 1) asked_->content = content_;
  }
  if (undrawable_ == content_) return;
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
  return !loading() && (display.shown < 0 || undrawable_ == content_ ||
                        (picture_.content == content_ && !asked_ &&
                         (FrameScheduler::finest(picture_.resolution) || (display.photo >= 0 && picture_.resolution.scale >= 1))));
}

}  // namespace asrg
