#include "compress/image/tiff.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#if ASRG_HAVE_TIFF
#include <tiffio.h>

#include <cstdarg>
#include <cstdio>
#endif

namespace asrg {

#if ASRG_HAVE_TIFF

namespace {

using File = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

thread_local std::string last_words;

void keep_words(const char*, const char* format, va_list arguments) {
  char text[512];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (last_words.empty()) last_words = text;
}

Error unsupported(const std::filesystem::path& path, const std::string& what) {
  return Error(
      ErrorKind::unsupported,
      fmt::format("{0} is a TIFF image {1}, which is not read: convert it to PNG, e.g. with convert {0} {0}.png", path.string(), what));
}

Error broken(const std::filesystem::path& path) {
  return Error(ErrorKind::io, fmt::format("{} is not a valid TIFF image{}{}", path.string(), last_words.empty() ? "" : ": ", last_words));
}

File open(const std::filesystem::path& path) {
  static const bool quiet = [] {
    TIFFSetErrorHandler(keep_words);
    TIFFSetWarningHandler(nullptr);
    return true;
  }();
  static_cast<void>(quiet);
  last_words.clear();
  File file(TIFFOpen(path.c_str(), "rm"), &TIFFClose);
  if (!file) throw broken(path);
  // The first picture of a camera's raw file is only a thumbnail.
  std::uint32_t kind = 0;
  const std::uint8_t* version = nullptr;
  std::uint16_t colours = 0;
  TIFFGetFieldDefaulted(file.get(), TIFFTAG_SUBFILETYPE, &kind);
  TIFFGetField(file.get(), TIFFTAG_PHOTOMETRIC, &colours);
  if ((kind & FILETYPE_REDUCEDIMAGE) || TIFFGetField(file.get(), TIFFTAG_DNGVERSION, &version) || colours == PHOTOMETRIC_CFA)
    throw unsupported(path, "of a camera's raw data");
  return file;
}

TiffHeader header_of(TIFF* file, const std::filesystem::path& path) {
  std::uint32_t width = 0, height = 0;
  std::uint16_t orientation = 0;
  if (!TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(file, TIFFTAG_IMAGELENGTH, &height)) throw broken(path);
  if (!TIFFGetField(file, TIFFTAG_ORIENTATION, &orientation) || orientation > 8) orientation = 0;
  std::uint16_t extra = 0;
  const std::uint16_t* kinds = nullptr;
  TIFFGetFieldDefaulted(file, TIFFTAG_EXTRASAMPLES, &extra, &kinds);
  constexpr std::uint32_t largest = 1u << 30;
  return {{static_cast<int>(std::min(width, largest)), static_cast<int>(std::min(height, largest))}, orientation, extra > 0};
}

/// Refuses what libtiff would take memory for: a few bytes can state thousands of values a pixel.
void check_piece(TIFF* file, const TiffHeader& header, const std::filesystem::path& path) {
  constexpr std::uint64_t most_per_pixel = 64, most_of_small = std::uint64_t{1} << 24;
  const std::uint64_t bytes = TIFFIsTiled(file) ? TIFFTileSize64(file) : TIFFStripSize64(file);
  const std::uint64_t pixels = static_cast<std::uint64_t>(header.size.x) * static_cast<std::uint64_t>(header.size.y);
  if (bytes > most_of_small + most_per_pixel * pixels)
    throw Error(ErrorKind::io, fmt::format("{} is not a valid TIFF image: a part of it would have {} bytes", path.string(), bytes));
}

/// Makes alpha straight: libtiff premultiplies colours.
void divide_by_alpha(std::uint8_t* pixel) {
  const int alpha = pixel[3];
  for (int c = 0; c < 3 && alpha > 0 && alpha < 255; ++c)
    pixel[c] = static_cast<std::uint8_t>(std::min(255, (pixel[c] * 255 + alpha / 2) / alpha));
}

}  // namespace

bool reads_tiff() { return true; }

ImageU8 read_tiff(const std::filesystem::path& path, const ImageLimits& limits) {
  const File file = open(path);
  const TiffHeader header = header_of(file.get(), path);
  check_limits(limits, header.size.x, header.size.y, path.string());
  check_piece(file.get(), header, path);
  char why[1024] = "";
  if (!TIFFRGBAImageOK(file.get(), why)) throw unsupported(path, fmt::format("of a kind that libtiff does not convert ({})", why));
  ImageU8 image(header.size.x, header.size.y, 4);
  std::vector<std::uint32_t> raster(image.pixels.size() / 4);
  // Read in the orientation that the file has, so that libtiff turns nothing.
  const int as_stored = header.orientation ? header.orientation : ORIENTATION_TOPLEFT;
  if (!TIFFReadRGBAImageOriented(file.get(), static_cast<std::uint32_t>(image.width), static_cast<std::uint32_t>(image.height),
                                 raster.data(), as_stored, 1))
    throw broken(path);
  for (std::size_t i = 0; i < raster.size(); ++i) {
    std::uint8_t* to = image.pixels.data() + 4 * i;
    to[0] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
    to[1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
    to[2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
    to[3] = static_cast<std::uint8_t>(TIFFGetA(raster[i]));
    divide_by_alpha(to);
  }
  return image;
}

TiffHeader read_tiff_header(const std::filesystem::path& path) {
  const File file = open(path);
  return header_of(file.get(), path);
}

#else

bool reads_tiff() { return false; }
ImageU8 read_tiff(const std::filesystem::path&, const ImageLimits&) { return {}; }
TiffHeader read_tiff_header(const std::filesystem::path&) { return {}; }

#endif

}  // namespace asrg
