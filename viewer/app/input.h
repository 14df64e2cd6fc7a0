#pragma once

#include "viewer/app/ui_state.h"
#include "viewer/session/session.h"

namespace asrg {

/// Mouse and keys of this frame that no panel has taken: camera, divider, actions. To be called after ImGui::NewFrame.
void handle_input(Session& session, UiState& ui);

}  // namespace asrg
