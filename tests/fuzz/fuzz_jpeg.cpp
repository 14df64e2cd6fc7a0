/// A JPEG through the project's own reading path, its header and its EXIF data.
#include "compress/image/exif.h"
#include "compress/image/jpeg.h"
#include "compress/image/read_image.h"
#include "tests/fuzz/fuzz.h"

using namespace asrg;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ImageLimits limits{4096, 1 << 20};
  const std::span jpeg(data, size);
  ImageU8 image;
  const bool accepted = fuzz::accepts([&] { image = decode_jpeg(jpeg, "file", limits); });
  const auto path = fuzz::scratch_folder() / "image.jpg";
  fuzz::put(path, jpeg);
  JpegHeader header;
  const bool has_header = fuzz::accepts([&] { header = read_jpeg_header(path); });
  if (accepted) fuzz::require(has_header && header.width == image.width && header.height == image.height);
  fuzz::accepts([&] { image_orientation(path); });
  const int orientation = exif_orientation(jpeg);
  fuzz::require(orientation >= 0 && orientation <= 8);
  return 0;
}
