#include "compress/program/libraries.h"

#include <CLI/Version.hpp>
#include <fmt/format.h>
#include <glm/glm.hpp>
#include <nlohmann/json.hpp>
#include <tbb/version.h>

#include <cstdio>

#include <jpeglib.h>
#include <libdeflate.h>
#include <png.h>
#include <zip.h>
#if ASRG_HAVE_WEBP
#include <webp/decode.h>
#endif
#if ASRG_HAVE_HEIF
#include <libheif/heif.h>
#endif
#if ASRG_HAVE_TIFF
#include <tiffio.h>
#endif
#if ASRG_HAVE_PUGIXML
#include <pugixml.hpp>
#endif

#define ASRG_TEXT_OF(x) #x
#define ASRG_TEXT(x) ASRG_TEXT_OF(x)

namespace asrg {
namespace {

std::string jpeg_version() {
#if defined(LIBJPEG_TURBO_VERSION)
  return ASRG_TEXT(LIBJPEG_TURBO_VERSION) " (turbo)";
#else
  return fmt::format("{}", JPEG_LIB_VERSION);
#endif
}

std::string webp_version() {
#if ASRG_HAVE_WEBP
  const int v = WebPGetDecoderVersion();
  return fmt::format("{}.{}.{}", v >> 16 & 255, v >> 8 & 255, v & 255);
#else
  return {};
#endif
}

std::string heif_version() {
#if ASRG_HAVE_HEIF
  return heif_get_version();
#else
  return {};
#endif
}

/// "LIBTIFF, Version 4.5.0", and then a copyright.
std::string tiff_version() {
#if ASRG_HAVE_TIFF
  const std::string text = TIFFGetVersion();
  const std::size_t digits = text.find_first_of("0123456789");
  return digits == std::string::npos ? text : text.substr(digits, text.find_first_not_of("0123456789.", digits) - digits);
#else
  return {};
#endif
}

std::string pugixml_version() {
#if ASRG_HAVE_PUGIXML
  return fmt::format("{}.{}", PUGIXML_VERSION / 1000, PUGIXML_VERSION % 1000 / 10);
#else
  return {};
#endif
}

}  // namespace

std::vector<Library> libraries() {
  return {
      {"TBB", TBB_runtime_version(), ""},
      {"libpng", png_get_libpng_ver(nullptr), ""},
      {"libjpeg", jpeg_version(), ""},
      {"libzip", zip_libzip_version(), ""},
      {"libdeflate", LIBDEFLATE_VERSION_STRING, ""},
      {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100), ""},
      {"glm", fmt::format("{}.{}.{}.{}", GLM_VERSION_MAJOR, GLM_VERSION_MINOR, GLM_VERSION_PATCH, GLM_VERSION_REVISION), ""},
      {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH), ""},
      {"CLI11", CLI11_VERSION, ""},
      {"libwebp", webp_version(), "photos in WebP"},
      {"libheif", heif_version(), "photos in HEIC and AVIF"},
      {"libtiff", tiff_version(), "photos in TIFF"},
      {"pugixml", pugixml_version(), "cameras of Metashape"}};
}

}  // namespace asrg
