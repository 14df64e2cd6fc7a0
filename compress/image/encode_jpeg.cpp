#include "compress/image/encode_jpeg.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace asrg {
namespace {

// libjpeg reports errors by longjmp, as in jpeg.cpp: all that is needed between setjmp and longjmp is in this struct, which outlives the jump.
struct Encoder {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX] = "";
  unsigned char* data = nullptr;
  unsigned long size = 0;

  Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder() {
    jpeg_destroy_compress(&jpeg);
    std::free(data);
  }
};

void on_error(j_common_ptr jpeg) {
  auto* encoder = static_cast<Encoder*>(jpeg->client_data);
  encoder->errors.format_message(jpeg, encoder->message);
  std::longjmp(encoder->jump, 1);
}

Encoder::Encoder() {
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  jpeg.client_data = this;
}

bool encode(Encoder& e, const ImageU8& image, int quality) {
  if (setjmp(e.jump)) return false;
  jpeg_create_compress(&e.jpeg);
  jpeg_mem_dest(&e.jpeg, &e.data, &e.size);
  e.jpeg.image_width = static_cast<JDIMENSION>(image.width);
  e.jpeg.image_height = static_cast<JDIMENSION>(image.height);
  e.jpeg.input_components = 3;
  e.jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&e.jpeg);
  jpeg_set_quality(&e.jpeg, quality, TRUE);
  e.jpeg.optimize_coding = TRUE;
  for (int i = 0; i < 3; ++i) e.jpeg.comp_info[i].h_samp_factor = e.jpeg.comp_info[i].v_samp_factor = 1;
  jpeg_start_compress(&e.jpeg, TRUE);
  for (int y = 0; y < image.height; ++y) {
    JSAMPROW row = const_cast<JSAMPLE*>(image.at(0, y));
    jpeg_write_scanlines(&e.jpeg, &row, 1);
  }
  jpeg_finish_compress(&e.jpeg);
  return true;
}

}  // namespace

std::vector<std::uint8_t> encode_jpeg(const ImageU8& image, int quality) {
  if (image.channels != 3) throw Error(ErrorKind::runtime, "a JPEG is made of pictures of three channels");
  Encoder e;
  if (!encode(e, image, quality)) throw Error(ErrorKind::runtime, fmt::format("a JPEG cannot be made: {}", e.message));
  return {e.data, e.data + e.size};
}

}  // namespace asrg
