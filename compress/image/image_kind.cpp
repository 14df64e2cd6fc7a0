#include "compress/image/image_kind.h"

#include "compress/io/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace asrg {
namespace {

using namespace std::string_view_literals;

/// A format other than PNG and JPEG: its magic bytes, its name in a sentence, and a command that converts it to PNG ({0} is the file).
struct Foreign {
  std::size_t offset;
  std::string_view magic;
  const char* what;
  const char* command;
  ImageKind kind = ImageKind::foreign;
};

constexpr const char* imagemagick = "convert {0} {0}.png";  // ImageMagick

constexpr Foreign foreign_formats[] = {
    {8, "WEBP"sv, "a WebP image", "dwebp {0} -o {0}.png", ImageKind::webp},
    {4, "ftyphev"sv, "a HEIC image", "heif-convert {0} {0}.png", ImageKind::heif},
    {4, "ftyphei"sv, "a HEIC image", "heif-convert {0} {0}.png", ImageKind::heif},
    {4, "ftypmif1"sv, "a HEIF image (HEIC or AVIF)", "heif-convert {0} {0}.png", ImageKind::heif},
    {4, "ftypmsf1"sv, "a HEIF image (HEIC or AVIF)", "heif-convert {0} {0}.png", ImageKind::heif},
    {4, "ftypavi"sv, "an AVIF image", "heif-convert {0} {0}.png", ImageKind::heif},
    {0, "\x76\x2f\x31\x01"sv, "an OpenEXR image of linear colours", imagemagick},
    {0, "#?RADIANCE"sv, "a Radiance HDR image of linear colours", imagemagick},
    {0, "II*\0"sv, "a TIFF or camera raw image", imagemagick, ImageKind::tiff},
    {0, "MM\0*"sv, "a TIFF or camera raw image", imagemagick, ImageKind::tiff},
    {0, "II+\0"sv, "a BigTIFF image", imagemagick, ImageKind::tiff},
    {0, "MM\0+"sv, "a BigTIFF image", imagemagick, ImageKind::tiff},
    {0, "GIF87a"sv, "a GIF image", imagemagick},
    {0, "GIF89a"sv, "a GIF image", imagemagick},
    {0, "8BPS"sv, "a Photoshop image", imagemagick},
    {0, "\0\0\0\x0cJXL "sv, "a JPEG XL image", "djxl {0} {0}.png"},
    {0, "\xff\x0a"sv, "a JPEG XL image", "djxl {0} {0}.png"},
    {0, "\0\0\0\x0cjP  "sv, "a JPEG 2000 image", imagemagick},
    {0, "\xff\x4f\xff\x51"sv, "a JPEG 2000 image", imagemagick},
    {0, "P6\n"sv, "a PPM image", imagemagick},
    {0, "P5\n"sv, "a PGM image", imagemagick},
    {0, "version https://git-lfs"sv, "no image but a pointer of Git LFS to one", "git lfs pull"},
};

/// A bitmap begins with "BM", as a text may, too; it also has four zero bytes at offset 6 and the size of a known header at offset 14.
bool is_bmp(std::string_view head) {
  if (head.size() < 18 || !head.starts_with("BM") || head.substr(6, 4) != "\0\0\0\0"sv || head.substr(15, 3) != "\0\0\0"sv) return false;
  return "\x0c\x28\x34\x38\x40\x6c\x7c"sv.find(head[14]) != std::string_view::npos;
}

constexpr Foreign bmp{0, "BM"sv, "a BMP image", imagemagick};

const Foreign* find_foreign(std::string_view head) {
  if (is_bmp(head)) return &bmp;
  const auto* found = std::find_if(std::begin(foreign_formats), std::end(foreign_formats), [&](const Foreign& f) {
    return head.size() >= f.offset + f.magic.size() && head.substr(f.offset, f.magic.size()) == f.magic;
  });
  // WebP is a RIFF file, as sounds and films are.
  if (found == std::end(foreign_formats) || (found->magic == "WEBP" && !head.starts_with("RIFF"))) return nullptr;
  return found;
}

std::string_view text_of(std::span<const std::uint8_t> head) { return {reinterpret_cast<const char*>(head.data()), head.size()}; }

}  // namespace

ImageKind image_kind(std::span<const std::uint8_t> head) {
  const std::string_view text = text_of(head);
  if (text.starts_with(png_signature)) return ImageKind::png;
  if (text.starts_with("\xff\xd8\xff"sv)) return ImageKind::jpeg;
  const Foreign* found = find_foreign(text);
  return found ? found->kind : ImageKind::unknown;
}

std::string foreign_image_sentence(std::span<const std::uint8_t> head, const std::string& name) {
  const Foreign* found = find_foreign(text_of(head));
  if (!found) return {};
  return fmt::format("{} is {}, which {}: convert it to PNG or JPEG, e.g. with {}", name, found->what,
                     found->kind == ImageKind::foreign ? "is not read" : "this program was built without a library for",
                     fmt::format(fmt::runtime(found->command), name));
}

}  // namespace asrg
