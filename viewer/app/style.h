#pragma once

namespace asrg {

/// Colours, spacing and font of the window. To be called once there is an ImGui context.
/// @param scale pixels to a point of the display
void apply_style(float scale);

}  // namespace asrg
