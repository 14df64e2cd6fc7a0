#include "tests/compress/image/encode_for_test.h"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>

namespace asrg::test {

std::vector<std::uint8_t> encode_png_kind(int width, int height, const PngKind& kind, const std::vector<std::vector<std::uint8_t>>& rows) {
  std::vector<std::uint8_t> bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  const auto write = [](png_structp p, png_bytep data, std::size_t count) {
    auto* sink = static_cast<std::vector<std::uint8_t>*>(png_get_io_ptr(p));
    sink->insert(sink->end(), data, data + count);
  };
  png_set_write_fn(png, &bytes, write, [](png_structp) {});
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), kind.bits, kind.colour_type,
               kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> palette;
  for (std::size_t i = 0; i + 2 < kind.palette.size(); i += 3)
    palette.push_back({kind.palette[i], kind.palette[i + 1], kind.palette[i + 2]});
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  if (!kind.palette_alpha.empty()) png_set_tRNS(png, info, kind.palette_alpha.data(), static_cast<int>(kind.palette_alpha.size()), nullptr);
  if (kind.transparent_grey >= 0) {
    png_color_16 colour{};
    colour.gray = static_cast<png_uint_16>(kind.transparent_grey);
    png_set_tRNS(png, info, nullptr, 1, &colour);
  }
  png_set_gAMA(png, info, 1.0);  // readers must not honour it
  png_write_info(png, info);
  std::vector<png_bytep> pointers;
  for (const auto& row : rows) pointers.push_back(const_cast<png_bytep>(row.data()));
  png_write_image(png, pointers.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

std::vector<std::uint8_t> encode_jpeg(int width, int height, int channels, const std::vector<std::uint8_t>& values, bool progressive) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 95, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row =
        const_cast<JSAMPROW>(values.data() + static_cast<std::size_t>(jpeg.next_scanline) * static_cast<std::size_t>(width * channels));
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::vector<std::uint8_t> bytes(buffer, buffer + size);
  std::free(buffer);
  return bytes;
}

std::vector<std::uint8_t> exif_segment(int orientation, bool big_endian) {
  std::vector<std::uint8_t> bytes{'E', 'x', 'i', 'f', 0, 0};
  const auto put = [&](unsigned value, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (big_endian ? count - 1 - i : i)));
  };
  const auto put_entry = [&](unsigned tag, unsigned type, unsigned value) {
    put(tag, 2);
    put(type, 2);
    put(1, 4);
    put(value, type == 3 ? 2 : 4);
    if (type == 3) put(0, 2);
  };
  for (int i = 0; i < 2; ++i) bytes.push_back(big_endian ? 'M' : 'I');
  put(42, 2);
  put(8, 4);
  put(2, 2);
  put_entry(0x0100, 4, 4000);  // the width
  put_entry(0x0112, 3, static_cast<unsigned>(orientation));
  put(0, 4);
  return bytes;
}

}  // namespace asrg::test
