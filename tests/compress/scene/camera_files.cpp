#include "tests/compress/scene/camera_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace asrg::test {
namespace {

/// Row-major 4 x 4.
using Matrix = std::array<double, 16>;

Matrix times(const Matrix& a, const Matrix& b) {
  Matrix result{};
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      for (std::size_t k = 0; k < 4; ++k) result[4 * r + c] += a[4 * r + k] * b[4 * k + c];
  return result;
}

FloatArray array_of(const Matrix& m) {
  FloatArray array{{4, 4}, {}};
  for (const double value : m) array.values.push_back(static_cast<float>(value));
  return array;
}

/// K [R | t] with a last row 0 0 0 1.
Matrix world_to_pixels(const Camera& c) {
  const Matrix k{c.focal.x, 0, c.principal_point.x, 0, 0, c.focal.y, c.principal_point.y, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  const glm::vec3 t = -(glm::transpose(c.rotation) * c.position);
  Matrix pose{};
  for (int r = 0; r < 3; ++r) {
    for (int column = 0; column < 3; ++column) pose[static_cast<std::size_t>(4 * r + column)] = c.rotation[r][column];
    pose[static_cast<std::size_t>(4 * r + 3)] = t[r];
  }
  pose[15] = 1;
  return times(k, pose);
}

/// A camera-to-world transform as Metashape writes it (x right, y down, z forward).
std::string transform_text(const Camera& c) {
  std::vector<double> m;
  for (int r = 0; r < 3; ++r) {
    for (int column = 0; column < 3; ++column) m.push_back(c.rotation[column][r]);
    m.push_back(c.position[r]);
  }
  m.insert(m.end(), {0, 0, 0, 1});
  return fmt::format("{}", fmt::join(m, " "));
}

}  // namespace

std::map<std::string, FloatArray> neus_arrays(const SphereData& data, double radius) {
  std::map<std::string, FloatArray> arrays;
  const Matrix scale{radius, 0, 0, data.centre.x, 0, radius, 0, data.centre.y, 0, 0, radius, data.centre.z, 0, 0, 0, 1};
  for (std::size_t i = 0; i < data.cameras.size(); ++i) {
    Matrix world = world_to_pixels(data.cameras[i]);
    if (i == 1)  // the same projection
      for (std::size_t k = 0; k < 12; ++k) world[k] *= -3;
    arrays[fmt::format("world_mat_{}", i)] = array_of(world);
    arrays[fmt::format("scale_mat_{}", i)] = array_of(scale);
  }
  return arrays;
}

std::string metashape_xml(const SphereData& data, const std::string& coefficients, const std::string& type, const std::string& transform) {
  std::string cameras;
  for (std::size_t i = 0; i < data.cameras.size(); ++i)
    cameras += fmt::format("<camera id=\"{0}\" sensor_id=\"0\" component_id=\"0\" label=\"{1}\"><transform>{2}</transform></camera>\n", i,
                           data.names[i], transform_text(data.cameras[i]));
  const std::string resolution = fmt::format("<resolution width=\"{}\" height=\"{}\"/>", data.cameras[0].size.x, data.cameras[0].size.y);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<document version=\"2.0.0\"><chunk label=\"1\" enabled=\"true\"><sensors>\n"
      "<sensor id=\"0\" label=\"x\" type=\"{0}\">{1}<calibration type=\"{0}\" class=\"initial\"><f>50</f></calibration>"
      "<calibration type=\"{0}\" class=\"adjusted\">{1}{2}</calibration></sensor></sensors>\n"
      "<components><component id=\"0\"><partition/></component></components>\n<cameras><group id=\"0\" label=\"g\">{3}</group>"
      "<camera id=\"90\" sensor_id=\"0\" label=\"unaligned\"/></cameras>{4}</chunk></document>\n",
      type, resolution, coefficients, cameras, transform);
}

std::string realitycapture_csv(const SphereData& data) {
  std::string text = "#name,x,y,alt,heading,pitch,roll,f,px,py,k1,k2,k3,k4,t1,t2\r\n";
  for (std::size_t i = 0; i < data.names.size(); ++i) {
    const glm::vec3 p = data.cameras[i].position;
    text += fmt::format("{}.png,{},{},{},0,0,0,54,0,0,0.1,0,0,0,0.01,0\r\n", data.names[i], p.x, p.y, p.z);
  }
  return text;
}

}  // namespace asrg::test
