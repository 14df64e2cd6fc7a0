#include "compress/image/heif.h"

#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#if ASRG_HAVE_HEIF
#include <libheif/heif.h>
#endif

namespace asrg {

#if ASRG_HAVE_HEIF

namespace {

using Context = std::unique_ptr<heif_context, decltype(&heif_context_free)>;
using Handle = std::unique_ptr<const heif_image_handle, decltype(&heif_image_handle_release)>;
using Picture = std::unique_ptr<const heif_image, decltype(&heif_image_release)>;

void check(const heif_error& error, const std::string& name) {
  if (error.code == heif_error_Ok) return;
  if (error.code == heif_error_Memory_allocation_error) throw Error(ErrorKind::io, fmt::format("{} is too large: {}", name, error.message));
  if (error.code == heif_error_Unsupported_filetype || error.code == heif_error_Unsupported_feature)
    throw Error(ErrorKind::unsupported, fmt::format("{} is a HEIC or AVIF image that libheif cannot decode here ({}): convert it to PNG or "
                                                    "JPEG",
                                                    name, error.message));
  throw Error(ErrorKind::io, fmt::format("{} is not a valid HEIC or AVIF image: {}", name, error.message));
}

/// The main picture; `context` must outlive it.
Handle open(heif_context* context, std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  heif_context_set_maximum_image_size_limit(context, limits.max_side);
  check(heif_context_read_from_memory_without_copy(context, bytes.data(), bytes.size(), nullptr), name);
  heif_image_handle* handle = nullptr;
  check(heif_context_get_primary_image_handle(context, &handle), name);
  return {handle, &heif_image_handle_release};
}

}  // namespace

bool reads_heif() { return true; }

ImageU8 decode_heif(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  const Context context(heif_context_alloc(), &heif_context_free);
  const Handle handle = open(context.get(), bytes, name, limits);
  check_limits(limits, heif_image_handle_get_width(handle.get()), heif_image_handle_get_height(handle.get()), name);
  heif_image* decoded = nullptr;
  check(heif_decode_image(handle.get(), &decoded, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, nullptr), name);
  const Picture picture(decoded, &heif_image_release);
  int stride = 0;
  const std::uint8_t* rows = heif_image_get_plane_readonly(picture.get(), heif_channel_interleaved, &stride);
  const int width = heif_image_get_width(picture.get(), heif_channel_interleaved);
  const int height = heif_image_get_height(picture.get(), heif_channel_interleaved);
  if (!rows) throw Error(ErrorKind::io, fmt::format("{} is not a valid HEIC or AVIF image", name));
  check_limits(limits, width, height, name);  // a damaged file's may be others than its header states
  ImageU8 image(width, height, 4);
  for (int y = 0; y < height; ++y) std::copy_n(rows + static_cast<std::ptrdiff_t>(y) * stride, 4 * width, image.at(0, y));
  return image;
}

HeifHeader read_heif_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  const Context context(heif_context_alloc(), &heif_context_free);
  const Handle handle = open(context.get(), bytes, name, {});
  return {{heif_image_handle_get_width(handle.get()), heif_image_handle_get_height(handle.get())},
          heif_image_handle_has_alpha_channel(handle.get()) != 0};
}

#else

bool reads_heif() { return false; }
ImageU8 decode_heif(std::span<const std::uint8_t>, const std::string&, const ImageLimits&) { return {}; }
HeifHeader read_heif_header(std::span<const std::uint8_t>, const std::string&) { return {}; }

#endif

}  // namespace asrg
