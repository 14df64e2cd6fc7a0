#include "compress/page/poster.h"

#include "compress/image/encode_jpeg.h"
#include "compress/io/data_uri.h"
#include "compress/image/picture.h"
#include "compress/image/png.h"
#include "compress/model/drawable.h"
#include "compress/page/home_view.h"
#include "cuda/render/renderer.h"

namespace asrg {

std::string poster_of(Device& device, const Model& model, const PageBackground& background) {
  constexpr int opaque_size = 480, transparent_size = 240, quality = 72, compression = 9;
  const bool transparent = background && background->w == 0;
  const Lattice& lattice = model.topology.lattice;
  const HomeView home = home_view(lattice, read_provenance(*model.provenance), transparent ? transparent_size : opaque_size);
  RenderSettings settings;
  settings.supersample = 2;
  settings.surroundings = !background;
  settings.backdrop = !background ? backdrop_of(model.background) : transparent ? Backdrop::none : Backdrop::colour;
  if (background) settings.backdrop_colour = glm::vec3(*background);
  const ImageF drawn = render(device, drawable(device, model, Precision::compact), home.camera, settings);
  if (transparent) return data_uri(encode_png(to_8_bit(drawn, 4), compression), "image/png");
  return data_uri(encode_jpeg(to_8_bit(drawn, 3), quality), "image/jpeg");
}

}  // namespace asrg
