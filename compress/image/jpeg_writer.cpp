#include "compress/image/jpeg_writer.h"

#include "cuda/core/error.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace asrg {
namespace {

// As in jpeg.cpp: libjpeg's errors must not return, and what outlives the jump lives here.
struct Encoder {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump;
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  bool created = false;

  Encoder() {
    jpeg.err = jpeg_std_error(&errors);
    errors.error_exit = [](j_common_ptr failed) { std::longjmp(static_cast<Encoder*>(failed->client_data)->jump, 1); };
    errors.output_message = [](j_common_ptr) {};
    jpeg.client_data = this;
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder() {
    if (created) jpeg_destroy_compress(&jpeg);
    std::free(bytes);
  }
};

bool encode(Encoder& e, const ImageU8& image, int quality) {
  if (setjmp(e.jump)) return false;
  jpeg_create_compress(&e.jpeg);
  e.created = true;
  jpeg_mem_dest(&e.jpeg, &e.bytes, &e.count);
  e.jpeg.image_width = static_cast<JDIMENSION>(image.width);
  e.jpeg.image_height = static_cast<JDIMENSION>(image.height);
  e.jpeg.input_components = 3;
  e.jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&e.jpeg);
  jpeg_set_quality(&e.jpeg, quality, TRUE);
  e.jpeg.optimize_coding = TRUE;
  jpeg_start_compress(&e.jpeg, TRUE);
  while (e.jpeg.next_scanline < e.jpeg.image_height) {
    auto* row = const_cast<JSAMPLE*>(image.at(0, static_cast<int>(e.jpeg.next_scanline)));
    jpeg_write_scanlines(&e.jpeg, &row, 1);
  }
  jpeg_finish_compress(&e.jpeg);
  return true;
}

}  // namespace

std::vector<std::uint8_t> encode_jpeg(const ImageU8& image, int quality) {
  if (image.channels != 3 || image.width < 1 || image.height < 1)
    throw Error(ErrorKind::runtime, "a JPEG needs an image of three channels");
  Encoder encoder;
  if (!encode(encoder, image, quality)) throw Error(ErrorKind::runtime, "an image cannot be encoded as JPEG");
  return {encoder.bytes, encoder.bytes + encoder.count};
}

}  // namespace asrg
