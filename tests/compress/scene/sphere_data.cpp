#include "tests/compress/scene/sphere_data.h"

#include "compress/image/png.h"
#include "compress/io/file.h"

#include <fmt/format.h>
#include <glm/gtc/quaternion.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>

namespace asrg::test {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

Camera look_at(const Camera& intrinsics, glm::vec3 from, glm::vec3 to, float roll) {
  Camera camera = intrinsics;
  const glm::vec3 z = glm::normalize(to - from);
  const glm::vec3 x0 = glm::normalize(glm::cross(z, glm::vec3(0, 0, 1))), y0 = glm::cross(z, x0);
  const glm::vec3 x = std::cos(roll) * x0 + std::sin(roll) * y0;
  camera.rotation = glm::mat3(x, glm::cross(z, x), z);
  camera.position = from;
  return camera;
}

ImageU8 photograph(const SphereData& data, const Camera& camera) {
  ImageU8 image(camera.size.x, camera.size.y, 4);
  for (int v = 0; v < image.height; ++v) {
    for (int u = 0; u < image.width; ++u) {
      const Ray ray = camera.ray(glm::vec2(u, v) + 0.5f);
      const glm::vec3 offset = ray.origin - data.centre;
      const float b = glm::dot(offset, ray.direction), d = b * b - glm::dot(offset, offset) + data.radius * data.radius;
      if (d <= 0) continue;
      const glm::vec3 normal = (offset + (-b - std::sqrt(d)) * ray.direction) / data.radius;
      for (int c = 0; c < 3; ++c) image.at(u, v)[c] = static_cast<std::uint8_t>(127.5f + 127.4f * normal[c]);
      image.at(u, v)[3] = 255;
    }
  }
  return image;
}

template <class T>
void put(std::vector<std::uint8_t>& bytes, T value) {
  bytes.resize(bytes.size() + sizeof(T));
  std::memcpy(bytes.data() + bytes.size() - sizeof(T), &value, sizeof(T));
}

/// A camera-to-world matrix in OpenGL axes.
json opengl_matrix(const Camera& camera) {
  json rows = json::array();
  for (int r = 0; r < 3; ++r) {
    rows.push_back({camera.rotation[0][r], -camera.rotation[1][r], -camera.rotation[2][r], camera.position[r]});
  }
  rows.push_back({0, 0, 0, 1});
  return rows;
}

/// World-to-camera.
struct Pose {
  glm::quat rotation;
  glm::vec3 translation;
};

Pose world_to_camera(const Camera& camera) {
  const glm::mat3 rotation = glm::transpose(camera.rotation);
  return {glm::quat_cast(rotation), -(rotation * camera.position)};
}

std::vector<glm::vec3> points_on(const SphereData& data) {
  std::vector<glm::vec3> points;
  for (int i = 0; i < 500; ++i) {
    const float z = 1.0f - 2.0f * (static_cast<float>(i) + 0.5f) / 500.0f, a = 2.39996f * static_cast<float>(i), r = std::sqrt(1 - z * z);
    points.push_back(data.centre + data.radius * glm::vec3(r * std::cos(a), r * std::sin(a), z));
  }
  return points;
}

void write_images(const SphereData& data, const fs::path& folder, const std::string& mask_ending) {
  fs::create_directories(folder / "images");
  fs::create_directories(folder / "masks");
  for (std::size_t i = 0; i < data.names.size(); ++i) {
    write_png(folder / "images" / (data.names[i] + ".png"), opaque(data.images[i]));
    write_png(folder / "masks" / (data.names[i] + mask_ending), alpha_image(data.images[i]));
  }
}

}  // namespace

SphereData make_sphere_data(int views) {
  Camera camera;
  camera.size = {60, 48};
  camera.focal = glm::vec2(90);
  camera.principal_point = {30, 24};
  return make_sphere_data(views, camera);
}

SphereData make_sphere_data(int views, const Camera& intrinsics) {
  SphereData data;
  for (int i = 0; i < views; ++i) {
    const float z = 0.9f - 1.6f * static_cast<float>(i) / static_cast<float>(views), a = 2.39996f * static_cast<float>(i),
                r = std::sqrt(1 - z * z);
    const glm::vec3 direction(r * std::cos(a), r * std::sin(a), z);
    data.names.push_back(fmt::format("v{:02}", i));
    data.cameras.push_back(
        look_at(intrinsics, data.centre + 2.5f * direction, data.centre + 0.04f * glm::vec3(z, r, std::sin(a)), 0.3f * a));
    data.images.push_back(photograph(data, data.cameras.back()));
  }
  return data;
}

ImageU8 opaque(const ImageU8& rgba) {
  ImageU8 rgb(rgba.width, rgba.height, 3);
  for (std::size_t i = 0; i < rgb.pixels.size(); ++i) rgb.pixels[i] = rgba.pixels[i / 3 * 4 + 3] ? rgba.pixels[i / 3 * 4 + i % 3] : 90;
  return rgb;
}

ImageU8 alpha_image(const ImageU8& rgba) {
  ImageU8 grey(rgba.width, rgba.height, 1);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) grey.pixels[i] = rgba.pixels[4 * i + 3];
  return grey;
}

void write_text(const fs::path& path, const std::string& text) { write_text_file_atomically(path, text, false); }

void write_bytes(const fs::path& path, const std::vector<std::uint8_t>& bytes) { write_file_atomically(path, bytes, false); }

void write_nerf_synthetic(const SphereData& data, const fs::path& folder, int test_views) {
  const std::size_t train_count = data.names.size() - static_cast<std::size_t>(test_views);
  for (const char* split : {"train", "test"}) {
    const bool train = std::strcmp(split, "train") == 0;
    if (!train && test_views == 0) continue;
    fs::create_directories(folder / split);
    json document;
    document["camera_angle_x"] = 2 * std::atan(0.5 * data.cameras[0].size.x / data.cameras[0].focal.x);
    document["frames"] = json::array();
    for (std::size_t i = train ? 0 : train_count; i < (train ? train_count : data.names.size()); ++i) {
      const std::string file_path = fmt::format("./{}/{}", split, data.names[i]);
      document["frames"].push_back({{"file_path", file_path}, {"transform_matrix", opengl_matrix(data.cameras[i])}});
      write_png(folder / split / (data.names[i] + ".png"), data.images[i]);
    }
    write_text(folder / fmt::format("transforms_{}.json", split), document.dump(1));
  }
}

void write_instant_ngp(const SphereData& data, const fs::path& folder) {
  fs::create_directories(folder / "images");
  const Camera& c = data.cameras[0];
  json document{{"fl_x", c.focal.x},
                {"fl_y", c.focal.y},
                {"cx", c.principal_point.x},
                {"cy", c.principal_point.y},
                {"w", c.size.x},
                {"h", c.size.y},
                {"k1", c.k1},
                {"k2", c.k2},
                {"k3", c.k3},
                {"p1", c.p1},
                {"p2", c.p2}};
  document["frames"] = json::array();
  for (std::size_t i = 0; i < data.names.size(); ++i) {
    document["frames"].push_back({{"file_path", "images/" + data.names[i] + ".png"}, {"transform_matrix", opengl_matrix(data.cameras[i])}});
    write_png(folder / "images" / (data.names[i] + ".png"), data.images[i]);
  }
  write_text(folder / "transforms.json", document.dump(1));
}

void write_colmap_binary(const SphereData& data, const fs::path& folder) {
  write_images(data, folder, ".png");
  fs::create_directories(folder / "sparse/0");
  const Camera& c = data.cameras[0];
  std::vector<std::uint8_t> cameras, images, points;
  put<std::uint64_t>(cameras, 1);
  put<std::uint32_t>(cameras, 7);
  put<std::int32_t>(cameras, 4);  // OPENCV
  put<std::uint64_t>(cameras, static_cast<std::uint64_t>(c.size.x));
  put<std::uint64_t>(cameras, static_cast<std::uint64_t>(c.size.y));
  for (const float value : {c.focal.x, c.focal.y, c.principal_point.x, c.principal_point.y, c.k1, c.k2, c.p1, c.p2})
    put<double>(cameras, value);
  put<std::uint64_t>(images, data.names.size());
  for (std::size_t n = data.names.size(); n-- > 0;) {  // in any order
    const Pose pose = world_to_camera(data.cameras[n]);
    put<std::uint32_t>(images, static_cast<std::uint32_t>(n + 1));
    for (const float value : {pose.rotation.w, pose.rotation.x, pose.rotation.y, pose.rotation.z}) put<double>(images, value);
    for (int i = 0; i < 3; ++i) put<double>(images, pose.translation[i]);
    put<std::uint32_t>(images, 7);
    for (const char letter : data.names[n] + ".png") put<char>(images, letter);
    put<char>(images, '\0');
    put<std::uint64_t>(images, 1);
    put<double>(images, 1.5);
    put<double>(images, 2.5);
    put<std::uint64_t>(images, 1);
  }
  const auto world_points = points_on(data);
  put<std::uint64_t>(points, world_points.size());
  for (std::size_t n = 0; n < world_points.size(); ++n) {
    put<std::uint64_t>(points, n + 1);
    for (int i = 0; i < 3; ++i) put<double>(points, world_points[n][i]);
    for (int i = 0; i < 3; ++i) put<std::uint8_t>(points, 128);
    put<double>(points, 0.5);
    put<std::uint64_t>(points, 2);
    for (const std::uint32_t value : {1u, 0u, 2u, 0u}) put<std::uint32_t>(points, value);
  }
  write_bytes(folder / "sparse/0/cameras.bin", cameras);
  write_bytes(folder / "sparse/0/images.bin", images);
  write_bytes(folder / "sparse/0/points3D.bin", points);
}

void write_colmap_text(const SphereData& data, const fs::path& folder) {
  write_images(data, folder, ".png.png");
  fs::create_directories(folder / "sparse");
  const Camera& c = data.cameras[0];
  write_text(folder / "sparse/cameras.txt",
             fmt::format("# a comment\n3 OPENCV {} {} {} {} {} {} {} {} {} {}\n", c.size.x, c.size.y, c.focal.x, c.focal.y,
                         c.principal_point.x, c.principal_point.y, c.k1, c.k2, c.p1, c.p2));
  std::string images = "# a comment\n# another\n", points = "# a comment\n";
  for (std::size_t n = 0; n < data.names.size(); ++n) {
    const Pose p = world_to_camera(data.cameras[n]);
    images += fmt::format("{} {} {} {} {} {} {} {} 3 {}.png\n{}\n", n + 1, p.rotation.w, p.rotation.x, p.rotation.y, p.rotation.z,
                          p.translation.x, p.translation.y, p.translation.z, data.names[n], n % 2 ? "" : "1.5 2.5 -1");
  }
  for (const auto& point : points_on(data)) points += fmt::format("1 {} {} {} 128 128 128 0.5 1 0 2 0\n", point.x, point.y, point.z);
  write_text(folder / "sparse/images.txt", images);
  write_text(folder / "sparse/points3D.txt", points);
}

std::vector<std::uint8_t> npy_bytes(std::size_t rows, std::size_t columns, const std::vector<double>& values) {
  const std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}\n", rows, columns);
  std::vector<std::uint8_t> bytes{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  put<std::uint16_t>(bytes, static_cast<std::uint16_t>(header.size()));
  bytes.insert(bytes.end(), header.begin(), header.end());
  for (const double value : values) put(bytes, value);
  return bytes;
}

void write_llff(const SphereData& data, const fs::path& folder) {
  write_images(data, folder, ".png");
  std::vector<double> values;
  for (const Camera& camera : data.cameras) {
    const double full_resolution[3] = {2.0 * camera.size.y, 2.0 * camera.size.x, 2.0 * camera.focal.x};
    for (int r = 0; r < 3; ++r) {
      for (const float value : {camera.rotation[1][r], camera.rotation[0][r], -camera.rotation[2][r], camera.position[r]})
        values.push_back(value);
      values.push_back(full_resolution[r]);
    }
    values.insert(values.end(), {1.0, 4.0});
  }
  write_bytes(folder / "poses_bounds.npy", npy_bytes(data.names.size(), 17, values));
}

void write_middlebury(const SphereData& data, const fs::path& folder) {
  std::string text = fmt::format("{}\n", data.names.size());
  for (std::size_t n = 0; n < data.names.size(); ++n) {
    const Camera& c = data.cameras[n];
    write_png(folder / (data.names[n] + ".png"), data.images[n]);
    text += fmt::format("{}.png {} 0 {} 0 {} {} 0 0 1", data.names[n], c.focal.x, c.principal_point.x, c.focal.y, c.principal_point.y);
    for (int row = 0; row < 3; ++row) text += fmt::format(" {} {} {}", c.rotation[row][0], c.rotation[row][1], c.rotation[row][2]);
    const glm::vec3 t = world_to_camera(c).translation;
    text += fmt::format(" {} {} {}\n", t.x, t.y, t.z);
  }
  write_text(folder / "sphere_par.txt", text);
  const glm::vec3 low = data.centre - data.radius, high = data.centre + data.radius;
  write_text(folder / "README.txt",
             fmt::format("A sphere (no dinosaur).\nThe (tight) bounding box for the sphere is\n({} {} {})\n({}, {}, {})\n", low.x, low.y,
                         low.z, high.x, high.y, high.z));
}

}  // namespace asrg::test
