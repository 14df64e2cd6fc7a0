#pragma once

#include "compress/scene/scene.h"
#include "cuda/fit/fit_engine.h"

#include <span>
#include <vector>

namespace asrg {

/// The lattice for a box: cubic cells, `resolution` of them along the longest edge (rounded to whole bricks), with the box in its centre.
/// @param resolution at least 32
/// @param surroundings see Lattice
Lattice make_lattice(const Box& box, int resolution, bool surroundings = false);

/// Length of the box's longest edge in the photos, pixels: median over the photos.
float pixels_across(const Scene& scene, const Box& box);

/// Finest cells along the box's longest edge so that a cell is about as large as a pixel; a third more where the photos to fit are finer than those that
/// the model is for. Fewer where the file is to be small, since it is better with them (compress/RESULTS.md).
/// @param supersample, max_bytes see FitOptions
int natural_resolution(const Scene& scene, const Box& box, int supersample, std::int64_t max_bytes);

/// The level at which a fit begins: the coarsest with at least 40 cells along the box's longest edge, or the finest.
int starting_level(const Lattice& lattice);

/// The photos to fit. The views' images must outlive them.
std::vector<TrainingPhoto> training_photos(std::span<const View> views);

/// The places from which patches are drawn: tiles of every photo; with masks only those near the object.
/// @throws Error (io) where no photo is large enough
std::vector<PatchPlace> patch_places(const Scene& scene, const Lattice& lattice);
/// The same for any views. Empty where none is large enough. @param masked are the views masked?
std::vector<PatchPlace> patch_places(std::span<const View> views, bool masked, const Lattice& lattice);

}  // namespace asrg
