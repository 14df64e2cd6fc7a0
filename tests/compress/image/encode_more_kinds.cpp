#include "tests/compress/image/encode_more_kinds.h"

#include <cstring>

#if __has_include(<libheif/heif.h>)
#include <libheif/heif.h>
#endif
#if __has_include(<tiffio.h>)
#include <tiffio.h>
#endif
#if __has_include(<webp/encode.h>)
#include <webp/encode.h>
#endif

namespace asrg::test {

#if __has_include(<webp/encode.h>)
std::vector<std::uint8_t> encode_webp(const ImageU8& rgba) {
  std::uint8_t* out = nullptr;
  const std::size_t size = WebPEncodeLosslessRGBA(rgba.pixels.data(), rgba.width, rgba.height, 4 * rgba.width, &out);
  std::vector<std::uint8_t> bytes(out, out + size);
  WebPFree(out);
  return bytes;
}
#else
std::vector<std::uint8_t> encode_webp(const ImageU8&) { return {}; }
#endif

#if __has_include(<libheif/heif.h>)
namespace {

std::vector<std::uint8_t> contents(heif_context* context) {
  std::vector<std::uint8_t> bytes;
  heif_writer writer{};
  writer.writer_api_version = 1;
  writer.write = [](heif_context*, const void* data, std::size_t size, void* to) {
    const auto* begin = static_cast<const std::uint8_t*>(data);
    static_cast<std::vector<std::uint8_t>*>(to)->assign(begin, begin + size);
    return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
  };
  heif_context_write(context, &writer, &bytes);
  return bytes;
}

}  // namespace

std::vector<std::uint8_t> encode_heif(const ImageU8& rgba, bool avif) {
  std::vector<std::uint8_t> bytes;
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  const auto format = avif ? heif_compression_AV1 : heif_compression_HEVC;
  if (heif_context_get_encoder_for_format(context, format, &encoder).code == heif_error_Ok) {
    heif_image* image = nullptr;
    heif_image_create(rgba.width, rgba.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, rgba.width, rgba.height, 8);
    int stride = 0;
    std::uint8_t* rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < rgba.height; ++y)
      for (int x = 0; x < rgba.width; ++x) std::memcpy(rows + y * stride + 3 * x, rgba.at(x, y), 3);
    heif_encoder_set_lossy_quality(encoder, 95);
    if (heif_context_encode_image(context, image, encoder, nullptr, nullptr).code == heif_error_Ok) bytes = contents(context);
    heif_image_release(image);
    heif_encoder_release(encoder);
  }
  heif_context_free(context);
  return bytes;
}
#else
std::vector<std::uint8_t> encode_heif(const ImageU8&, bool) { return {}; }
#endif

#if __has_include(<tiffio.h>)
void write_tiff(const std::filesystem::path& path, const ImageU8& rgba, int channels, int bits, TiffCompression compression,
                int orientation) {
  TIFF* file = TIFFOpen(path.c_str(), "w");
  TIFFSetField(file, TIFFTAG_IMAGEWIDTH, rgba.width);
  TIFFSetField(file, TIFFTAG_IMAGELENGTH, rgba.height);
  TIFFSetField(file, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(file, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(file, TIFFTAG_PHOTOMETRIC, channels == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(file, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(file, TIFFTAG_COMPRESSION,
               compression == TiffCompression::none  ? COMPRESSION_NONE
               : compression == TiffCompression::lzw ? COMPRESSION_LZW
                                                     : COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(file, TIFFTAG_ROWSPERSTRIP, 7);
  if (bits == 32) TIFFSetField(file, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
  if (orientation) TIFFSetField(file, TIFFTAG_ORIENTATION, orientation);
  const std::uint16_t straight = EXTRASAMPLE_UNASSALPHA;
  if (channels == 4) TIFFSetField(file, TIFFTAG_EXTRASAMPLES, 1, &straight);
  for (int y = 0; y < rgba.height; ++y) {
    std::vector<std::uint8_t> row;
    for (int x = 0; x < rgba.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const std::uint8_t value = rgba.at(x, y)[channels == 1 ? 1 : c];
        for (int i = 0; i < bits / 8; ++i) row.push_back(value);  // 16 bits: value * 257
      }
    TIFFWriteScanline(file, row.data(), static_cast<std::uint32_t>(y), 0);
  }
  TIFFClose(file);
}
#else
void write_tiff(const std::filesystem::path&, const ImageU8&, int, int, TiffCompression, int) {}
#endif

}  // namespace asrg::test
