#pragma once

#include "compress/scene/scene.h"

namespace asrg {

/// Turns a near-black or white studio background into alpha: every pixel that is connected to the image's border through
/// pixels of the background's brightness becomes transparent. How far brightness may vary is learned from the border.
/// Regions that the object encloses stay opaque (a shadow on the object looks just like a black background); notches and
/// specks of a few pixels are removed. Alpha is 0 or 255; `--downscale` makes its edge soft.
/// @param kind automatic: black or white, whichever the border's median is
/// @param name what to call the image in an error, e.g. its path
/// @throws Error (io) naming the image where its border is not of that colour.
void mask_background(ImageU8& rgba, BackgroundMask kind, const std::string& name);

/// Black or white, whichever most of the image's border is near; off for neither.
BackgroundMask likely_background(const ImageU8& rgba);

/// Can there be no doubt that the image shows an object before an even background of that kind? 97 % of its border are near it and within 32
/// of each other, at least a quarter and at most 99.8 % of the image become background, and along half of the outline object and background are
/// clearly told apart (not so a white object before white).
/// @param kind black or white
bool is_sure_background(const ImageU8& rgba, BackgroundMask kind);

/// Tells whether a photo without alpha looks as if it stood before a near-black or near-white studio background: at least nine
/// tenths of its border and a quarter of its pixels are near one of the two. black, white, or off for neither.
BackgroundMask studio_background(const ImageU8& rgba);

}  // namespace asrg
