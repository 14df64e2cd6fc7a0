#include "viewer/app/app.h"

#include "compress/image/png.h"
#include "compress/io/file.h"
#include "cuda/core/error.h"
#include "viewer/app/actions.h"
#include "viewer/app/clock.h"
#include "viewer/app/input.h"

#include <algorithm>

namespace asrg {
namespace {

glm::ivec2 first_size(const AppOptions& o, const ViewerSettings& s) { return o.size.x > 0 ? o.size : glm::ivec2(s.width, s.height); }

}  // namespace

App::App(RenderThread& render, const AppOptions& options, ViewerSettings settings)
    : options_(options),
      window_(first_size(options, settings), options.fullscreen, "asrg-view", options.scale),
      session_(render, std::move(settings)),
      buffers_(render, !options.copy_pictures),
      last_time_(now()) {
  window_.on_drop = [this](const std::string& file) { session_.open(file); };
  if (!options_.views.empty())
    session_.views_file = options_.views;
  else if (options_.remember && !settings_path().empty())
    session_.views_file = settings_path().parent_path() / "views.json";
  if (std::error_code ignored; !session_.views_file.empty() && std::filesystem::exists(session_.views_file, ignored)) {
    try {
      session_.views = parse_saved_views(read_text_file(session_.views_file, 1 << 20), session_.views_file.string());
    } catch (const Error& e) {
      session_.fail(e);
    }
  }
  for (const auto& f : options_.files) session_.open(f);
  if (!options_.dataset.empty()) session_.open_dataset(options_.dataset, options_.downscale);
}

void App::draw_panels() {
  picture_panel(textures_, session_, ui_);
  ui_.plot_size[0] = ui_.plot_size[1] = 0;
  if (!ui_.presentation) {
    if (ui_.panels) {
      tools_panel(session_, ui_);
      if (ui_.stats) stats_panel(session_, ui_);
      if (ui_.plot) plot_panel(session_, ui_);
    }
    if (ui_.help) help_panel(ui_);
    if (ui_.files) file_panel(session_, ui_);
    message_panel(session_, ui_);
  }
}

void App::frame(double patience) {
  window_.poll(patience);
  const double time = now();
  const float seconds = static_cast<float>(std::min(time - last_time_, 0.1));
  ui_.frame_ms[static_cast<std::size_t>(ui_.frame++) % ui_.frame_ms.size()] = static_cast<float>((time - last_time_) * 1e3);
  last_time_ = time;
  window_.begin_frame();
  ui_.scale = window_.scale();
  session_.display.margin = ui_.panels && !ui_.presentation ? static_cast<int>(panels_width * ui_.scale) : 0;
  handle_input(session_, ui_);
  session_.update(window_.size(), seconds);
  if (session_.picture_number() != shown_picture_) {
    shown_picture_ = session_.picture_number();
    if (const auto lent = session_.take_lent())
      buffers_.show(*lent, session_.picture().size, textures_.picture);
    else
      textures_.picture.upload(session_.picture().picture);
    textures_.other.upload(session_.picture().other);
    textures_.difference.upload(session_.picture().difference);
  }
  if (ui_.presentation != was_fullscreen_ && !options_.script) window_.set_fullscreen(ui_.presentation);
  was_fullscreen_ = ui_.presentation;
  ui_.transport = buffers_.description();
  draw_panels();
  if (screenshot_.empty()) {
    window_.end_frame();
  } else {
    ImageU8 pixels;
    window_.end_frame(&pixels);
    write_png(screenshot_, pixels);
    screenshot_.clear();
  }
}

void App::run() {
  while (!window_.closed() && !ui_.quit) {
    const bool busy = options_.script || !session_.settled() || (session_.job && !session_.job->done) || ui_.frame < 3;
    frame(busy ? 0.01 : 0.05);  // wait for input, so that the window leaves the processor to the render thread
    if (!options_.script) continue;
    if (const auto failure = session_.take_failure()) throw *failure;
    run_script();
  }
  if (options_.remember) remember();
}

void App::remember() const {
  const auto path = settings_path();
  if (path.empty()) return;
  ViewerSettings s = session_.settings;
  if (!ui_.presentation && !options_.fullscreen) {
    const glm::ivec2 size = window_.size();
    if (size.x >= 64 && size.y >= 64) {
      s.width = size.x;
      s.height = size.y;
    }
  }
  try {
    std::filesystem::create_directories(path.parent_path());
    write_text_file_atomically(path, settings_json(s));
  } catch (const std::exception&) {
    // Settings that cannot be saved, as in a read-only home, are no reason to end with an error.
  }
}

}  // namespace asrg
