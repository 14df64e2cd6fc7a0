#pragma once

namespace asrg {

/// Sets colours, spacing and font of ImGui. To be called between frames; afterwards the texture of the fonts has to be made again.
/// @param scale pixels per point of the display
void apply_style(float scale);

}  // namespace asrg
