#include "compress/image/upright.h"

#include "compress/image/exif.h"

#include <algorithm>

namespace asrg {

ImageU8 upright(ImageU8 image, int orientation) {
  if (orientation < 2 || orientation > 8) return image;
  const bool turned = swaps_sides(orientation);
  ImageU8 result(turned ? image.height : image.width, turned ? image.width : image.height, image.channels);
  const int right = image.width - 1, bottom = image.height - 1;
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      // The tag states at which edges row 0 and column 0 of the stored picture are seen (Exif 2.32, table 6).
      int u = turned ? y : x, v = turned ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) u = right - u;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) v = bottom - v;
      std::copy_n(image.at(u, v), image.channels, result.at(x, y));
    }
  }
  return result;
}

}  // namespace asrg
