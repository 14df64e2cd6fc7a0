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

/// libjpeg only warns of missing data and goes on with grey; here that is an error. Other warnings are harmless.
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

bool read_rows(Decoder& decoder, ImageU8& image) {
  if (setjmp(decoder.jump)) return false;
  decoder.jpeg.out_color_space = JCS_EXT_RGBA;
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

  const J_COLOR_SPACE colours = decoder.jpeg.jpeg_color_space;
  if (colours == JCS_CMYK || colours == JCS_YCCK) {
    throw Error(
        ErrorKind::unsupported,
        fmt::format("{0} is a JPEG with {1} colours, which are not read: convert it to RGB, e.g. with convert {0} -colorspace sRGB {0}.png",
                    name, colours == JCS_CMYK ? "CMYK" : "YCCK"));
  }
  const auto width = decoder.jpeg.image_width, height = decoder.jpeg.image_height;
  const auto max_side = static_cast<JDIMENSION>(limits.max_side);
  if (width > max_side || height > max_side || std::int64_t{width} * height > limits.max_pixels) {
    throw Error(ErrorKind::io, fmt::format("{} is too large: {} x {} pixels", name, width, height));
  }
  ImageU8 image(static_cast<int>(width), static_cast<int>(height), 4);
  if (!read_rows(decoder, image)) throw broken();
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
  return header;
}

}  // namespace asrg
