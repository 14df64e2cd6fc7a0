#include "compress/image/jpeg.h"

#include "compress/image/exif.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>

#include <jpeglib.h>

#include <jerror.h>

namespace asrg {
namespace {

// libjpeg reports an error by a call that must not return, here by longjmp. Everything between setjmp and longjmp is
// therefore trivially destructible and lives in this struct, which outlives the jump.
struct Decoder {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX] = "";
  bool created = false;

  Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() {
    if (created) jpeg_destroy_decompress(&jpeg);
  }
};

void on_error(j_common_ptr jpeg) {
  auto* decoder = static_cast<Decoder*>(jpeg->client_data);
  decoder->errors.format_message(jpeg, decoder->message);
  std::longjmp(decoder->jump, 1);
}

/// libjpeg only warns of missing data and continues with grey: here that is an error. Other warnings are ignored.
void on_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  const int code = jpeg->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE) on_error(jpeg);
}

void no_output(j_common_ptr) {}

Decoder::Decoder() {
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  errors.emit_message = on_message;
  errors.output_message = no_output;
  jpeg.client_data = this;
}

bool read_header(Decoder& decoder, std::span<const std::uint8_t> bytes) {
  if (setjmp(decoder.jump)) return false;
  jpeg_create_decompress(&decoder.jpeg);
  decoder.created = true;
  jpeg_mem_src(&decoder.jpeg, bytes.data(), bytes.size());
  jpeg_read_header(&decoder.jpeg, TRUE);
  return true;
}

constexpr int app1 = JPEG_APP0 + 1;

bool read_header_with_exif(Decoder& decoder, std::FILE* file) {
  if (setjmp(decoder.jump)) return false;
  jpeg_create_decompress(&decoder.jpeg);
  decoder.created = true;
  jpeg_save_markers(&decoder.jpeg, app1, 0xffff);
  jpeg_stdio_src(&decoder.jpeg, file);
  jpeg_read_header(&decoder.jpeg, TRUE);
  return true;
}

bool is_cmyk(const jpeg_decompress_struct& jpeg) { return jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK; }

/// Converts CMYK to RGB. @param adobe the values are inverted, as in files of Adobe's programs, which are nearly all: 255 is no ink
void inks_to_colours(ImageU8& image, bool adobe) {
  for (std::size_t i = 0; i < image.pixels.size(); i += 4) {
    std::uint8_t* p = image.pixels.data() + i;
    const auto light = [&](int c) { return adobe ? p[c] : 255 - p[c]; };
    const int key = light(3);
    for (int c = 0; c < 3; ++c) p[c] = static_cast<std::uint8_t>((light(c) * key + 127) / 255);
    p[3] = 255;
  }
}

bool read_rows(Decoder& decoder, ImageU8& image, J_COLOR_SPACE colours) {
  if (setjmp(decoder.jump)) return false;
  decoder.jpeg.out_color_space = colours;
  decoder.jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&decoder.jpeg);
  while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
    JSAMPROW row = image.at(0, static_cast<int>(decoder.jpeg.output_scanline));
    jpeg_read_scanlines(&decoder.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&decoder.jpeg);
  return true;
}

}  // namespace

ImageU8 decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  if (bytes.size() < 3 || bytes[0] != 0xff || bytes[1] != 0xd8 || bytes[2] != 0xff) {
    throw Error(ErrorKind::io, fmt::format("{} is not a JPEG image", name));
  }
  Decoder decoder;
  const auto broken = [&] { return Error(ErrorKind::io, fmt::format("{} is not a valid JPEG image: {}", name, decoder.message)); };
  if (!read_header(decoder, bytes)) throw broken();

  check_limits(limits, decoder.jpeg.image_width, decoder.jpeg.image_height, name);
  ImageU8 image(static_cast<int>(decoder.jpeg.image_width), static_cast<int>(decoder.jpeg.image_height), 4);
  const bool inks = is_cmyk(decoder.jpeg);
  if (!read_rows(decoder, image, inks ? JCS_CMYK : JCS_EXT_RGBA)) throw broken();
  if (inks) inks_to_colours(image, decoder.jpeg.saw_Adobe_marker);
  return image;
}

JpegHeader read_jpeg_header(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw Error(ErrorKind::io, fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  Decoder decoder;
  if (!read_header_with_exif(decoder, file.get())) {
    throw Error(ErrorKind::io, fmt::format("{} is not a valid JPEG image: {}", path.string(), decoder.message));
  }
  JpegHeader header{static_cast<int>(decoder.jpeg.image_width), static_cast<int>(decoder.jpeg.image_height), 0};
  for (jpeg_saved_marker_ptr m = decoder.jpeg.marker_list; m && header.orientation == 0; m = m->next) {
    if (m->marker == app1) header.orientation = exif_orientation({m->data, m->data_length});
  }
  header.cmyk = is_cmyk(decoder.jpeg);
  for (jpeg_saved_marker_ptr m = decoder.jpeg.marker_list; m && header.camera.empty(); m = m->next) {
    if (m->marker == app1) header.camera = exif_camera({m->data, m->data_length});
  }
  return header;
}

}  // namespace asrg
