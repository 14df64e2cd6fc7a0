/// A PNG through the project's own reading path, as photos, masks and depth maps are read.
#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "tests/fuzz/mutate.h"

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ImageLimits limits{4096, 1 << 20};  // or most of the time goes into clearing memory
  const std::span png(data, size);
  ImageU8 image;
  if (fuzz::accepts([&] { image = decode_png(png, "file", limits); })) {
    fuzz::require(image.pixels.size() == static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                                             static_cast<std::size_t>(image.channels));
    if (image.pixels.size() < 4096) fuzz::require(decode_png(encode_png(image, 1), "again").pixels == image.pixels);
  }
  fuzz::accepts([&] { decode_grey_png_16(png, "file", limits); });
  const auto path = fuzz::scratch_folder() / "image.png";
  fuzz::put(path, png);
  fuzz::accepts([&] { read_image_size(path); });
  fuzz::accepts([&] { has_alpha_channel(path); });
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  return fuzz::custom(data, size, most, seed, fuzz::mutate_png);
}
