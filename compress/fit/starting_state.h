#pragma once

#include "compress/fit/known_space.h"
#include "compress/scene/scene.h"
#include "cuda/fit/fit_engine.h"

#include <span>

namespace asrg {

/// The parameters before the first step: thin fog of one density.
/// @param lobes false: the shader's lobes are 0
FitState starting_state(const Topology& topology, std::uint32_t seed, bool lobes = true);

/// Makes the fog thinner where sight lines pass: else what few photos show is painted on the fog before their cameras, which blurs other views.
/// In lattices with surroundings also makes it denser where they end, and gives it the colours that photos show there, and more density where they agree on
/// them, see PhotoConsistency: else fog that few photos show becomes a surface late, and until then the background is painted with what it should have been.
/// Inside a hull, where much shines or is hidden, grey fog is the better beginning (compress/RESULTS.md).
/// @param state of starting_state(); changed
/// @param topology of a fit that has not begun
/// @param scene where it has no sight lines, they are looked for
void develop(FitState& state, const Topology& topology, const Scene& scene);

/// Makes fog thinner, or denser, as KnownSpace tells. @param state changed
void apply(const KnownSpace& known, const Topology& topology, FitState& state);

}  // namespace asrg
