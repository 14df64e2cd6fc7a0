#include "viewer/app/actions.h"

#include "cuda/core/error.h"
#include "viewer/session/numbered_file.h"

#include <fmt/format.h>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>

namespace asrg {
namespace {

void set_layer(Session& s, UiState&, int layer) { s.display.layer = static_cast<Layer>(layer); }
void recall(Session& s, UiState&, int slot) { s.recall_view(slot); }
void save(Session& s, UiState&, int slot) { s.save_view(slot); }
void compare(Session& s, UiState&, int mode) {
  const auto wanted = static_cast<Compare>(mode);
  s.display.compare = s.display.compare == wanted ? Compare::off : wanted;
}
void next_model(Session& s, UiState&, int step) {
  const int count = static_cast<int>(s.models().size());
  if (count > 1) s.show((s.display.shown + step + count) % count);
}
void present(Session& s, UiState& ui, int) {
  ui.presentation = !ui.presentation;
  s.display.turntable = ui.presentation;
}
void escape(Session& s, UiState& ui, int) {
  if (ui.presentation)
    present(s, ui, 0);
  else if (ui.help || ui.files)
    ui.help = ui.files = false;
  else if (s.display.photo >= 0)
    s.show_photo(-1);
}

void write_picture(Session& s, UiState& ui, int) {
  s.write_picture(numbered_file("asrg-view", ".png"), {ui.picture_size[0], ui.picture_size[1]}, ui.transparent_picture);
}
void record_turntable(Session& s, UiState& ui, int) {
  s.record_turntable(numbered_file("asrg-view", ".mp4"), {ui.picture_size[0], ui.picture_size[1]}, ui.turntable_frames);
}

constexpr int layer_of(Layer l) { return static_cast<int>(l); }
constexpr int mode_of(Compare c) { return static_cast<int>(c); }

const Action table[] = {
    {"?", GLFW_KEY_SLASH, false, "this list", [](Session&, UiState& ui, int) { ui.help = !ui.help; }, 0},
    {"o", GLFW_KEY_O, false, "open a file", [](Session&, UiState& ui, int) { ui.files = !ui.files; }, 0},
    {"r", GLFW_KEY_R, false, "reset the camera",
     [](Session& s, UiState&, int) {
       s.display.photo = -1;
       s.camera.reset();
     },
     0},
    {"t", GLFW_KEY_T, false, "turntable", [](Session& s, UiState&, int) { s.display.turntable = !s.display.turntable; }, 0},
    {"h", GLFW_KEY_H, false, "hide the panels", [](Session&, UiState& ui, int) { ui.panels = !ui.panels; }, 0},
    {"f11", GLFW_KEY_F11, false, "presentation: full screen, no panels, turning", present, 0},
    {"escape", GLFW_KEY_ESCAPE, false, "leave presentation, lists or a photo", escape, 0},
    {"f1", GLFW_KEY_F1, false, "layer: final", set_layer, layer_of(Layer::final)},
    {"f2", GLFW_KEY_F2, false, "layer: diffuse", set_layer, layer_of(Layer::diffuse)},
    {"f3", GLFW_KEY_F3, false, "layer: specular", set_layer, layer_of(Layer::specular)},
    {"f4", GLFW_KEY_F4, false, "layer: depth", set_layer, layer_of(Layer::depth)},
    {"f5", GLFW_KEY_F5, false, "layer: normals", set_layer, layer_of(Layer::normal)},
    {"f6", GLFW_KEY_F6, false, "layer: brick level", set_layer, layer_of(Layer::level)},
    {"f7", GLFW_KEY_F7, false, "layer: steps per ray", set_layer, layer_of(Layer::steps)},
    {"f8", GLFW_KEY_F8, false, "layer: opacity", set_layer, layer_of(Layer::opacity)},
    {"b", GLFW_KEY_B, false, "outlines of the bricks", [](Session& s, UiState&, int) { s.display.bricks = !s.display.bricks; }, 0},
    {"u", GLFW_KEY_U, false, "surroundings", [](Session& s, UiState&, int) { s.display.surroundings = !s.display.surroundings; }, 0},
    {"tab", GLFW_KEY_TAB, false, "next model", next_model, 1},
    {"page up", GLFW_KEY_PAGE_UP, false, "next larger model", [](Session& s, UiState&, int) { s.show_next_size(1); }, 0},
    {"page down", GLFW_KEY_PAGE_DOWN, false, "next smaller model", [](Session& s, UiState&, int) { s.show_next_size(-1); }, 0},
    {"x", GLFW_KEY_X, false, "compare: split", compare, mode_of(Compare::split)},
    {"v", GLFW_KEY_V, false, "compare: difference", compare, mode_of(Compare::difference)},
    {"z", GLFW_KEY_Z, false, "compare: side by side, with the difference", compare, mode_of(Compare::side_by_side)},
    {"delete", GLFW_KEY_DELETE, false, "close the shown model", [](Session& s, UiState&, int) { s.close(s.display.shown); }, 0},
    {"n", GLFW_KEY_N, false, "next photo of the data set", [](Session& s, UiState&, int) { s.next_photo(1); }, 0},
    {"p", GLFW_KEY_P, false, "previous photo", [](Session& s, UiState&, int) { s.next_photo(-1); }, 0},
    {"m", GLFW_KEY_M, false, "measure the models' PSNR and SSIM by the photos", [](Session& s, UiState&, int) { s.measure_models(); }, 0},
    {"g", GLFW_KEY_G, false, "size/quality plot", [](Session&, UiState& ui, int) { ui.plot = !ui.plot; }, 0},
    {"i", GLFW_KEY_I, false, "statistics", [](Session&, UiState& ui, int) { ui.stats = !ui.stats; }, 0},
    {"f12", GLFW_KEY_F12, false, "write a picture (asrg-view-001.png, ...)", write_picture, 0},
    {"f10", GLFW_KEY_F10, false, "record a turntable (asrg-view-001.mp4, ...)", record_turntable, 0},
    {"ctrl+q", GLFW_KEY_Q, true, "quit", [](Session&, UiState& ui, int) { ui.quit = true; }, 0},
    {"1", GLFW_KEY_1, false, "recall saved view 1 (2 to 9 likewise)", recall, 0},
    {"2", GLFW_KEY_2, false, nullptr, recall, 1},
    {"3", GLFW_KEY_3, false, nullptr, recall, 2},
    {"4", GLFW_KEY_4, false, nullptr, recall, 3},
    {"5", GLFW_KEY_5, false, nullptr, recall, 4},
    {"6", GLFW_KEY_6, false, nullptr, recall, 5},
    {"7", GLFW_KEY_7, false, nullptr, recall, 6},
    {"8", GLFW_KEY_8, false, nullptr, recall, 7},
    {"9", GLFW_KEY_9, false, nullptr, recall, 8},
    {"ctrl+1", GLFW_KEY_1, true, "save the view as 1 (2 to 9 likewise)", save, 0},
    {"ctrl+2", GLFW_KEY_2, true, nullptr, save, 1},
    {"ctrl+3", GLFW_KEY_3, true, nullptr, save, 2},
    {"ctrl+4", GLFW_KEY_4, true, nullptr, save, 3},
    {"ctrl+5", GLFW_KEY_5, true, nullptr, save, 4},
    {"ctrl+6", GLFW_KEY_6, true, nullptr, save, 5},
    {"ctrl+7", GLFW_KEY_7, true, nullptr, save, 6},
    {"ctrl+8", GLFW_KEY_8, true, nullptr, save, 7},
    {"ctrl+9", GLFW_KEY_9, true, nullptr, save, 8},
};

}  // namespace

std::span<const Action> actions() { return table; }

void run_action(const std::string& key, Session& session, UiState& ui) {
  const auto found = std::find_if(std::begin(table), std::end(table), [&](const Action& a) { return key == a.key; });
  if (found == std::end(table)) throw Error(ErrorKind::arguments, fmt::format("no key is called '{}'", key));
  found->run(session, ui, found->argument);
}

}  // namespace asrg
