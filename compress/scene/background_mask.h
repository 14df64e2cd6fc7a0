#pragma once

#include "compress/scene/scene.h"

namespace asrg {

/// Turns a near-black or white studio background into alpha: every pixel that is connected to the image's border through
/// pixels of the background's brightness becomes transparent. How far brightness may vary is learned from the border.
/// Regions that the object encloses stay opaque (a shadow on the object looks just like a black background); notches and
/// specks of a few pixels are removed. Alpha is 0 or 255; `--downscale` makes its edge soft.
/// @param kind automatic: black or white, whichever the border's median is
/// @param name of the image in error messages, e.g. its path
/// @throws Error (io) naming the image where its border is not of that colour.
void mask_background(ImageU8& rgba, BackgroundMask kind, const std::string& name);

/// Black or white, whichever most of the image's border is near; off for neither.
BackgroundMask likely_background(const ImageU8& rgba);

/// True where the image certainly shows an object before an even background of that kind: 97 % of its border are near that colour and differ
/// by at most 32 of 255, the background takes a quarter to 99.8 % of the image, and along at least half of the outline the object's brightness
/// differs clearly from the background's (which a white object before white does not).
/// @param kind black or white
bool is_sure_background(const ImageU8& rgba, BackgroundMask kind);

/// The studio background that a photo without alpha seems to have: black or white where at least nine tenths of its border and a quarter of
/// its pixels are near that colour, off for neither.
BackgroundMask studio_background(const ImageU8& rgba);

}  // namespace asrg
