#include "compress/pose/photo_files.h"

#include "compress/image/exif.h"
#include "compress/image/jpeg.h"
#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/image/upright.h"
#include "compress/io/file.h"
#include "compress/image/brightness.h"
#include "compress/pose/sharpness.h"
#include "compress/scene/apply_mask.h"
#include "compress/scene/mask_files.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <exception>
#include <mutex>

namespace asrg {
namespace fs = std::filesystem;
namespace {

constexpr int sharpness_side = 1024, thumbnail_side = 64;

/// True where other programs can read the file as it is: an upright JPEG that is not CMYK, or an upright 8-bit PNG.
bool is_plain(const fs::path& file, int orientation) {
  if (orientation > 1) return false;
  return is_jpeg_file(file) ? !read_jpeg_header(file).cmyk : is_8_bit_png(file);
}

ImageU8 alpha_of(const ImageU8& rgba) {
  ImageU8 mask(rgba.width, rgba.height, 1);
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) mask.pixels[i] = rgba.pixels[4 * i + 3];
  return mask;
}

/// Copies a file into the data set. A file that is inside the data set already, such as a frame of a video, is hard-linked.
void put_file(const fs::path& file, const fs::path& to, const fs::path& dataset) {
  std::error_code error = std::make_error_code(std::errc::cross_device_link);
  const fs::path inside = file.lexically_relative(dataset);
  if (!inside.empty() && *inside.begin() != "..") fs::create_hard_link(file, to, error);
  if (!error) return;
  write_file_atomically(to, read_file(file), false);
}

/// The photo's mask, upright. The mask of a photo that is stored turned may itself be stored turned or upright; its shape tells.
ImageU8 upright_mask(const BarePhoto& photo, const ImageU8& upright_photo) {
  ImageU8 mask = read_image(photo.mask);
  const bool lies_turned = mask.width * upright_photo.height != mask.height * upright_photo.width;
  return lies_turned ? upright(std::move(mask), photo.orientation) : mask;
}

void put_mask(const BarePhoto& photo, const ImageU8& rgba, const fs::path& dataset) {
  const fs::path to = dataset / "masks" / (photo.name + ".png");
  if (fs::exists(to)) return;
  ImageU8 masked = rgba;
  if (!photo.mask.empty()) {
    const fs::path whole = dataset / "masks" / (photo.name + ".whole.png");
    write_png(whole, upright_mask(photo, rgba));
    apply_mask_file(masked, whole);
    fs::remove(whole);
  }
  if (has_transparency(masked)) write_png(to, alpha_of(masked));
}

}  // namespace

std::vector<BarePhoto> photos_of_folder(const fs::path& folder) {
  std::vector<fs::path> files = images_in(folder);
  for (const char* below : {"images", "rgb", "input", "photos"}) {
    if (files.empty() && fs::is_directory(folder / below)) files = images_in(folder / below);
  }
  if (files.empty()) throw Error(ErrorKind::io, fmt::format("{} holds no photos", folder.string()));
  Listing listing;
  for (const fs::path& file : files) {
    listing.train.emplace_back();
    listing.train.back().image = file;
    listing.train.back().name = file.lexically_relative(folder).generic_string();
  }
  find_mask_files(folder, listing);
  std::vector<BarePhoto> photos;
  for (std::size_t i = 0; i < files.size(); ++i) {
    BarePhoto photo{.file = files[i], .mask = listing.train[i].mask, .name = files[i].filename().string()};
    std::replace(photo.name.begin(), photo.name.end(), ' ', '_');  // COLMAP's lists of names end them at a space
    photo.orientation = image_orientation(photo.file);
    if (!is_plain(photo.file, photo.orientation)) photo.name += ".png";
    photos.push_back(std::move(photo));
  }
  return photos;
}

PhotoSummary put_photo(const BarePhoto& photo, const fs::path& dataset) {
  const ImageU8 rgba = upright(read_image(photo.file), photo.orientation);
  const fs::path to = dataset / "images" / photo.name;
  if (!fs::exists(to)) {
    if (is_plain(photo.file, photo.orientation)) {
      put_file(photo.file, to, dataset);
    } else {
      write_file_atomically(to, encode_png(rgba, 2), false);
    }
  }
  put_mask(photo, rgba, dataset);
  PhotoSummary summary{.size = {rgba.width, rgba.height}};
  if (is_jpeg_file(photo.file)) summary.camera = read_jpeg_header(photo.file).camera;
  summary.sharpness = sharpness(brightness(rgba, sharpness_side));
  summary.thumbnail = brightness(rgba, thumbnail_side);
  return summary;
}

std::vector<PhotoSummary> put_photos(const std::vector<BarePhoto>& photos, const fs::path& dataset,
                                     const std::function<void(std::size_t)>& done, const std::atomic<bool>& stop) {
  std::vector<PhotoSummary> summaries(photos.size());
  std::vector<std::exception_ptr> errors(photos.size());
  std::mutex one_at_a_time;
  std::size_t ready = 0;
  tbb::parallel_for(std::size_t{0}, photos.size(), [&](std::size_t i) {
    if (stop) return;
    try {
      summaries[i] = put_photo(photos[i], dataset);
    } catch (...) {
      errors[i] = std::current_exception();
    }
    const std::lock_guard lock(one_at_a_time);
    done(++ready);
  });
  for (const auto& error : errors)
    if (error) std::rethrow_exception(error);
  if (stop) summaries.clear();
  return summaries;
}

bool taken_with_one_camera(const std::vector<PhotoSummary>& summaries) {
  for (const PhotoSummary& summary : summaries)
    if (summary.size != summaries[0].size || summary.camera != summaries[0].camera) return false;
  return !summaries.empty();
}

}  // namespace asrg
