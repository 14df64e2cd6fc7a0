#pragma once

#include "compress/scene/scene.h"
#include "cuda/fit/fit_engine.h"

#include <span>
#include <vector>

namespace asrg {

/// The octree's geometry for a box: cubic cells, `resolution` of them along the longest edge (rounded to what whole bricks allow), the box centred.
/// @param resolution at least 32
/// @param surroundings see Lattice
Lattice make_lattice(const Box& box, int resolution, bool surroundings = false);

/// The box's longest edge in pixels, as the median of the photos sees it.
float pixels_across(const Scene& scene, const Box& box);

/// Finest cells along the box's longest edge such that a cell is about as large as a pixel sees it; where the fit looks at finer photos than those that the
/// model is for, a third more. Fewer where the file is to be so small that they serve it better (compress/RESULTS.md).
/// @param supersample, max_bytes see FitOptions
int natural_resolution(const Scene& scene, const Box& box, int supersample, std::int64_t max_bytes);

/// The level whose cells are about 1/64 of the longest edge: where a fit starts.
int starting_level(const Lattice& lattice);

/// What a fit compares with; the views' images have to stay.
std::vector<TrainingPhoto> training_photos(std::span<const View> views);

/// Where patches are drawn: tiles of every photo; with masks only those near the object.
/// @throws Error (io) where no photo is large enough
std::vector<PatchPlace> patch_places(const Scene& scene, const Lattice& lattice);
/// The same for any views. Empty where none is large enough.
std::vector<PatchPlace> patch_places(std::span<const View> views, bool masked, const Lattice& lattice);

/// Residuals, shader and environment before the first step.
/// @param lobes has the shader any, or are they to stay 0?
FitState starting_state(const Topology& topology, std::uint32_t seed, bool lobes = true);

}  // namespace asrg
