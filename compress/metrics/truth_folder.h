#pragma once

#include "compress/metrics/surface.h"

#include <filesystem>
#include <string>

namespace asrg {

/// A folder with the true surface of some of a data set's views. For a view test/r_0.png it holds pictures of the photo's size:
///
///   test/r_0_normal.png   8-bit RGB: 0.5 + 0.5 n, where n is the outward normal in world axes, of unit length
///   test/r_0_depth.png    16-bit grey: the distance from the camera's centre along the ray in steps, 0 where the object is not seen
///   truth.json            {"depth_step": S}: the step in world units
///
/// Pixels belong to the rays through their centres.
class TruthFolder {
 public:
  /// @throws Error (io) naming what is missing or wrong
  explicit TruthFolder(const std::filesystem::path& folder);

  /// Does one of the view's two pictures exist?
  bool has(const std::string& view) const;
  std::filesystem::path normals_of(const std::string& view) const;
  std::filesystem::path depths_of(const std::string& view) const;

  /// The true surface, with opacity 1 where the object is seen.
  /// @throws Error (io) naming the picture that is missing, broken or of another kind or size
  Surface read(const std::string& view) const;

 private:
  std::filesystem::path folder_;
  double depth_step_;  ///< world units
};

}  // namespace asrg
