#pragma once

#include "viewer/app/texture.h"
#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

namespace asrg {

/// The textures of the newest picture.
struct PictureTextures {
  Texture picture, other, difference;
};

// One panel a file. Each is called once a frame between ImGui::NewFrame and Render.

/// Picture, split, divider and labels, behind all panels.
void picture_panel(const PictureTextures& textures, Session& session, UiState& ui);
void tools_panel(Session& session, UiState& ui);
void plot_panel(Session& session, UiState& ui);
void stats_panel(Session& session, UiState& ui);
void help_panel(UiState& ui);
void file_panel(Session& session, UiState& ui);
/// Messages and the progress of whatever takes long.
void message_panel(Session& session, UiState& ui);

/// What the tools at the window's left take of it, points.
constexpr float panels_width = 256;

/// Where the picture lies in the window, or the several side by side: all of it, or as much as keeps a photo's shape.
std::vector<Rectangle> picture_places(const Session& session, ImVec2 window);

}  // namespace asrg
