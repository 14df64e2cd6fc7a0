#include "compress/report/turn.h"

#include "compress/image/picture.h"
#include "compress/model/judging_views.h"
#include "compress/model/orbit.h"
#include "compress/model/provenance.h"

namespace asrg {

std::vector<ImageU8> turn_once(Device& device, const Model& model, const RenderModel& ready, int frames, int edge) {
  const Provenance p = read_provenance(*model.provenance);
  const Lattice& lattice = model.topology.lattice;
  RenderSettings settings;
  settings.backdrop = judging_backdrop(model.background);
  settings.supersample = model.supersample;
  std::vector<ImageU8> pictures;
  for (const Camera& c : orbit(lattice.box(), p, frames, glm::ivec2(edge), 25, p.viewing_distance(lattice)))
    pictures.push_back(to_8_bit(render(device, ready, c, settings), 3));
  return pictures;
}

}  // namespace asrg
