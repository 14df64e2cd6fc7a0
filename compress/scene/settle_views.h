#pragma once

#include "compress/scene/load_views.h"

namespace asrg {

/// Makes the photos that were read the scene's views: `train`, `test`, `masked` and `warnings` are set.
///
/// A set is masked where more than half of its training photos (of its test photos where only those were read) have masks. Then
/// photos that cannot have any are left out: the fit would take their background for the object. In a set that is not masked, the
/// masks of the few are dropped, and of those, photos that have nothing where their mask is are left out. A split of which
/// nothing would be left is kept. Photos of less than 8 pixels a side beside larger ones, unmasked ones of one colour only, and those whose mask hides all are left out, too,
/// the latter two where they are at most half. Each is told in
/// one warning, as is a studio background that became masks or could.
/// @throws Error (arguments) naming a photo where all are smaller than `options.downscale`
void settle_views(std::vector<LoadedView> train, std::vector<LoadedView> test, const SceneOptions& options, Scene& scene);

}  // namespace asrg
