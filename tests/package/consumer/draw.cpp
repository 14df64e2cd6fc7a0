/// draw FILE.asrg PICTURE.png: a model seen from a side.
#include <adasrg.h>

int main(int, char** words) {
  asrg::Device device = asrg::Device::open({});
  const asrg::Model model = asrg::load_model(words[1]);
  const asrg::RenderModel ready = asrg::drawable(device, model);
  const auto cameras = asrg::orbit(model.topology.lattice.box(), asrg::read_provenance(*model.provenance), 1, {64, 48}, 20, 0);
  asrg::write_png(words[2], asrg::to_8_bit(asrg::render(device, ready, cameras[0], {}), 3));
}
