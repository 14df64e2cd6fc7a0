#pragma once

namespace asrg {

/// Colours, spacing and font of the window, in place of those before. To be called between frames; fonts need a new texture then.
/// @param scale pixels to a point of the display
void apply_style(float scale);

}  // namespace asrg
