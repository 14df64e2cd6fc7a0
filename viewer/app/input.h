#pragma once

#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

namespace asrg {

/// Applies this frame's mouse and key events that no panel uses: camera, divider, actions. To be called after ImGui::NewFrame.
void handle_input(Session& session, UiState& ui);

}  // namespace asrg
