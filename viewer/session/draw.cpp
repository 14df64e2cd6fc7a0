#include "viewer/session/draw.h"

#include "cuda/core/error.h"

namespace asrg {

ImageU8 draw(RenderThread::Tools& tools, int model, const Camera& camera, const RenderSettings& settings) {
  const auto& m = tools.models.at(static_cast<std::size_t>(model));
  if (!m) throw Error(ErrorKind::runtime, "the model has been closed");
  tools.frame.draw(*m, camera, settings);
  ImageU8 image(camera.size.x, camera.size.y, 4);
  tools.frame.download({reinterpret_cast<std::uint32_t*>(image.pixels.data()), image.pixels.size() / 4});
  return image;
}

}  // namespace asrg
