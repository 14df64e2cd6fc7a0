#pragma once

#include "cuda/camera/camera.h"
#include "cuda/core/image.h"

namespace asrg {

/// One photo to fit: RGBA, straight alpha.
struct TrainingPhoto {
  Camera camera;
  const ImageU8* image;
};

}  // namespace asrg
