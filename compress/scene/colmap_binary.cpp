#include "compress/io/byte_reader.h"
#include "compress/io/file.h"
#include "compress/scene/colmap_model.h"

namespace asrg::colmap {
namespace fs = std::filesystem;
namespace {

void read_cameras(const fs::path& path, ColmapModel& model) {
  const auto bytes = read_file(path);
  ByteReader reader(bytes, path.string());
  const std::size_t count = reader.take_count(24);
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = reader.take<std::uint32_t>();
    const auto model_id = reader.take<std::int32_t>();
    const auto width = reader.take<std::uint64_t>(), height = reader.take<std::uint64_t>();
    const std::string where = fmt::format("camera {} of {}", id, path.string());
    if (model_id < 0 || model_id >= static_cast<int>(std::size(camera_models))) {
      throw Error(ErrorKind::unsupported, fmt::format("{} has the camera model number {}, which is not known", where, model_id));
    }
    const CameraModel& known = camera_models[model_id];
    std::vector<double> parameters(known.parameters);
    for (double& value : parameters) value = reader.take<double>();
    model.cameras[id] = make_camera(known.name, width, height, parameters, where);
  }
}

void read_images(const fs::path& path, ColmapModel& model) {
  const auto bytes = read_file(path);
  ByteReader reader(bytes, path.string());
  const std::size_t count = reader.take_count(4 + 7 * 8 + 4 + 1 + 8);
  for (std::size_t i = 0; i < count; ++i) {
    ColmapImage image;
    reader.take<std::uint32_t>();  // its number
    for (double& value : image.rotation) value = reader.take<double>();
    for (double& value : image.translation) value = reader.take<double>();
    image.camera = reader.take<std::uint32_t>();
    image.name = reader.take_text();
    constexpr std::size_t observation = 8 + 8 + 8;
    constexpr std::uint64_t none = ~std::uint64_t{0};
    for (std::size_t left = reader.take_count(observation); left > 0; --left) {
      reader.take_bytes(8 + 8);
      image.points += reader.take<std::uint64_t>() != none;
    }
    model.images.push_back(std::move(image));
  }
}

void read_points(const fs::path& path, ColmapModel& model) {
  const auto bytes = read_file(path);
  ByteReader reader(bytes, path.string());
  const std::size_t count = reader.take_count(8 + 3 * 8 + 3 + 8 + 8);
  for (std::size_t i = 0; i < count; ++i) {
    reader.take<std::uint64_t>();  // its number
    double point[3];
    for (double& value : point) value = reader.take<double>();
    reader.take_bytes(3 + 8);  // colour, reprojection error
    constexpr std::size_t track_element = 4 + 4;
    const std::size_t track_length = reader.take_count(track_element);
    reader.take_bytes(track_length * track_element);
    add_point(model, point, track_length);
  }
}

}  // namespace

ColmapModel read_binary_model(const fs::path& folder) {
  ColmapModel model;
  read_cameras(folder / "cameras.bin", model);
  read_images(folder / "images.bin", model);
  if (fs::is_regular_file(folder / "points3D.bin")) read_points(folder / "points3D.bin", model);
  return model;
}

}  // namespace asrg::colmap
