/// draw FILE.asrg PICTURE.png: a model seen from a side.
#include <adasrg.h>

int main(int, char** words) {
  asrg::Device device = asrg::Device::open({});
  const asrg::Model model = asrg::load_model(words[1]);
  const asrg::RenderModel ready = asrg::drawable(device, model);
  const asrg::Provenance p = asrg::read_provenance(*model.provenance);
  const asrg::Lattice& lattice = model.topology.lattice;
  const auto cameras = asrg::orbit(lattice.box(), p, 1, {64, 48}, 20, p.viewing_distance(lattice));
  const asrg::RenderSettings settings{.backdrop = asrg::backdrop_of(model.background)};
  asrg::write_png(words[2], asrg::to_8_bit(asrg::render(device, ready, cameras[0], settings), 3));
}
