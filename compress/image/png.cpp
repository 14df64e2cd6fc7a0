#include "compress/image/png.h"

#include "compress/io/file.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdlib>
#include <cstring>

namespace asrg {
namespace {

constexpr std::size_t longest_chunk = 8u << 20;  ///< bytes of a chunk that may be kept (colour profiles, texts)

// libpng reports an error by a call that must not return, here by longjmp. Everything between setjmp and longjmp is
// therefore trivially destructible and lives in these structs, which outlive the jump.

struct Reader {
  std::span<const std::uint8_t> bytes;
  std::size_t position = 0;
  std::size_t longest = 0;  ///< bytes that libpng may allocate in one piece
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[200] = "out of memory";

  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

struct Writer {
  std::vector<std::uint8_t> bytes;
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[200] = "out of memory";

  ~Writer() { png_destroy_write_struct(&png, &info); }
};

template <class Owner>
void on_error(png_structp png, png_const_charp message) {
  auto* owner = static_cast<Owner*>(png_get_error_ptr(png));
  std::strncpy(owner->message, message, sizeof owner->message - 1);
  owner->message[sizeof owner->message - 1] = '\0';
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

/// What libpng needs is no longer than a chunk of the file or a row; but it would take what a chunk's header states, up to 2 GB.
png_voidp bounded_malloc(png_structp png, png_alloc_size_t size) {
  const auto* longest = static_cast<const std::size_t*>(png_get_mem_ptr(png));
  return size > *longest ? nullptr : std::malloc(size);
}

void plain_free(png_structp, png_voidp memory) { std::free(memory); }

void read_bytes(png_structp png, png_bytep destination, std::size_t count) {
  auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
  if (count > reader->bytes.size() - reader->position) png_error(png, "it ends too early");
  std::memcpy(destination, reader->bytes.data() + reader->position, count);
  reader->position += count;
}

bool append(std::vector<std::uint8_t>& bytes, const std::uint8_t* data, std::size_t count) noexcept {
  try {
    bytes.insert(bytes.end(), data, data + count);
    return true;
  } catch (...) {
    return false;
  }
}

void write_bytes(png_structp png, png_bytep data, std::size_t count) {
  if (!append(static_cast<Writer*>(png_get_io_ptr(png))->bytes, data, count)) png_error(png, "out of memory");
}

void flush(png_structp) {}

struct Header {
  png_uint_32 width, height;
  int passes, channels;
  std::size_t row_bytes;
};

enum class Depth { any_to_8, grey_16 };

bool read_header(Reader& reader, const ImageLimits& limits, Depth depth, Header& header) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  png_structp png = reader.png;
  png_set_read_fn(png, &reader, read_bytes);
  png_set_user_limits(png, static_cast<png_uint_32>(limits.max_side), static_cast<png_uint_32>(limits.max_side));
  png_set_chunk_cache_max(png, 64);
  png_set_chunk_malloc_max(png, longest_chunk);
  png_read_info(png, reader.info);
  if (depth == Depth::grey_16) {
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png);
  } else {
    png_set_expand(png);
    png_set_scale_16(png);
  }
  header.passes = png_set_interlace_handling(png);
  png_read_update_info(png, reader.info);
  header.width = png_get_image_width(png, reader.info);
  header.height = png_get_image_height(png, reader.info);
  header.channels = png_get_channels(png, reader.info);
  header.row_bytes = std::size_t{header.width} * static_cast<std::size_t>(header.channels) * (depth == Depth::grey_16 ? 2 : 1);
  if (png_get_rowbytes(png, reader.info) != header.row_bytes) {
    png_error(png, "its rows have an unexpected size");
  }
  return true;
}

bool read_rows(Reader& reader, const Header& header, std::uint8_t* pixels) {
  if (setjmp(png_jmpbuf(reader.png))) return false;
  for (int pass = 0; pass < header.passes; ++pass) {
    for (png_uint_32 y = 0; y < header.height; ++y) png_read_row(reader.png, pixels + y * header.row_bytes, nullptr);
  }
  png_read_end(reader.png, nullptr);
  return true;
}

bool write_image(Writer& writer, const ImageU8& image, int compression) {
  if (setjmp(png_jmpbuf(writer.png))) return false;
  constexpr int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  png_structp png = writer.png;
  png_set_write_fn(png, &writer, write_bytes, flush);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_compression_level(png, compression);
  png_set_IHDR(png, writer.info, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
               colour_types[image.channels - 1], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, writer.info);
  for (int y = 0; y < image.height; ++y) png_write_row(png, image.at(0, y));
  png_write_end(png, nullptr);
  return true;
}

template <class T>
Image<T> decode(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits, Depth depth) {
  if (bytes.size() < 8 || png_sig_cmp(bytes.data(), 0, 8) != 0) throw Error(ErrorKind::io, fmt::format("{} is not a PNG image", name));
  Reader reader;
  reader.bytes = bytes;
  // A chunk is as long as the file at most; a pixel of a row takes 8 bytes, and some more while it is expanded.
  reader.longest = std::max(longest_chunk, bytes.size()) + 16 * static_cast<std::size_t>(limits.max_side);
  reader.png =
      png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &reader, on_error<Reader>, on_warning, &reader.longest, bounded_malloc, plain_free);
  if (reader.png) reader.info = png_create_info_struct(reader.png);
  Header header{};
  const auto broken = [&] { return Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: {}", name, reader.message)); };
  if (!reader.info || !read_header(reader, limits, depth, header)) throw broken();

  const std::int64_t pixel_count = std::int64_t{header.width} * header.height;
  if (pixel_count > limits.max_pixels) {
    throw Error(ErrorKind::io, fmt::format("{} is too large: {} x {} pixels", name, header.width, header.height));
  }
  // Deflate expands at most 1032-fold, and a pixel takes at least one bit: fewer bytes cannot hold the image.
  if (static_cast<double>(pixel_count) / 8.0 > 1040.0 * static_cast<double>(bytes.size())) {
    throw Error(ErrorKind::io, fmt::format("{} is not a valid PNG image: {} bytes cannot hold {} x {} pixels", name, bytes.size(),
                                           header.width, header.height));
  }
  Image<T> image(static_cast<int>(header.width), static_cast<int>(header.height), header.channels);
  if (!read_rows(reader, header, reinterpret_cast<std::uint8_t*>(image.pixels.data()))) throw broken();
  return image;
}

}  // namespace

ImageU8 decode_png(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  return decode<std::uint8_t>(bytes, name, limits, Depth::any_to_8);
}

Image<std::uint16_t> decode_grey_png_16(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  // Bit depth and colour type in the header, which must be the first chunk.
  if (bytes.size() > 25 && png_sig_cmp(bytes.data(), 0, 8) == 0 && (bytes[24] != 16 || bytes[25] != PNG_COLOR_TYPE_GRAY))
    throw Error(ErrorKind::io, fmt::format("{} is not a grey PNG of 16 bits", name));
  return decode<std::uint16_t>(bytes, name, limits, Depth::grey_16);
}

std::vector<std::uint8_t> encode_png(const ImageU8& image, int compression) {
  if (image.width < 1 || image.height < 1 || image.channels < 1 || image.channels > 4 ||
      image.pixels.size() != std::size_t(image.width) * std::size_t(image.height) * std::size_t(image.channels)) {
    throw Error(ErrorKind::runtime, fmt::format("cannot encode an image of {} x {} pixels, {} channels and {} values as PNG", image.width,
                                                image.height, image.channels, image.pixels.size()));
  }
  Writer writer;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_error<Writer>, on_warning);
  if (writer.png) writer.info = png_create_info_struct(writer.png);
  if (!writer.info || !write_image(writer, image, compression)) {
    throw Error(ErrorKind::runtime, fmt::format("cannot encode a PNG image: {}", writer.message));
  }
  return std::move(writer.bytes);
}

void write_png(const std::filesystem::path& path, const ImageU8& image) { write_file_atomically(path, encode_png(image), false); }

}  // namespace asrg
