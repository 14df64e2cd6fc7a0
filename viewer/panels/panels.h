#pragma once

#include "viewer/app/texture.h"
#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

namespace asrg {

/// The textures of the newest picture.
struct PictureTextures {
  Texture picture, other, difference;
};

// Each panel is called once per frame, between ImGui::NewFrame and ImGui::Render.

/// Picture, divider and labels, behind all panels.
void picture_panel(const PictureTextures& textures, Session& session, UiState& ui);
void tools_panel(Session& session, UiState& ui);
void plot_panel(Session& session, UiState& ui);
void stats_panel(Session& session, UiState& ui);
void help_panel(UiState& ui);
void file_panel(Session& session, UiState& ui);
/// Messages, and the progress of loading and of the long job.
void message_panel(Session& session, UiState& ui);

/// Width of the panels at the window's left with their margins, points.
constexpr float panels_width = 256;

/// Where the picture (or each of those side by side) is in the window: all of its column, or with a photo the largest part of the photo's shape.
std::vector<Rectangle> picture_places(const Session& session, ImVec2 window);

}  // namespace asrg
