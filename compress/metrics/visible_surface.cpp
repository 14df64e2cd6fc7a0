#include "compress/metrics/visible_surface.h"

namespace asrg {

Surface visible_surface(Device& device, const RenderModel& model, const Camera& camera) {
  const ImageF normals = render(device, model, camera, {.layer = Layer::normal, .surroundings = false});
  const ImageF depths = render(device, model, camera, {.layer = Layer::depth, .surroundings = false});
  const Box box = model.lattice().box();
  const glm::vec3 centre = 0.5f * (box.min + box.max);
  const float diagonal = glm::length(box.max - box.min);
  Surface surface(camera.size.x, camera.size.y, 1);
  for (int y = 0; y < surface.height; ++y)
    for (int x = 0; x < surface.width; ++x) {
      const Ray ray = camera.ray(glm::vec2(x, y) + 0.5f);
      const float* n = normals.at(x, y);
      // The inverse of the layer's grey: 0.5 is the plane through the box's centre, 0 and 1 are half a diagonal before and behind it, beyond the box.
      const float depth = glm::dot(centre - ray.origin, ray.direction) + (depths.at(x, y)[0] - 0.5f) * diagonal;
      *surface.at(x, y) = {2.0f * glm::vec3(n[0], n[1], n[2]) - 1.0f, depth, n[3]};
    }
  return surface;
}

}  // namespace asrg
