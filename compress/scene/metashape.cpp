#include "compress/scene/metashape.h"

#include "compress/image/read_image.h"
#include "compress/io/file.h"
#include "compress/io/text_fields.h"
#include "compress/scene/checked_camera.h"
#include "compress/scene/find_photos.h"
#include "compress/scene/photo_camera.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#if ASRG_HAVE_PUGIXML
#include <pugixml.hpp>
#endif

namespace asrg {
namespace fs = std::filesystem;
namespace {

bool begins_as_cameras(const fs::path& file) {
  const auto start = read_file_start(file, 1 << 12);
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  return text.find("<document") != text.npos && text.find("<chunk") != text.npos;
}

fs::path find_file(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().extension() != ".xml" || !entry->is_regular_file(ignored) || !begins_as_cameras(entry->path())) continue;
    if (entry->path().filename() == "cameras.xml") return entry->path();
    found.push_back(entry->path());
  }
  return found.size() == 1 ? found[0] : fs::path();
}

}  // namespace

bool is_metashape(const fs::path& folder) { return !find_file(folder).empty(); }

#if ASRG_HAVE_PUGIXML

namespace {

using Node = pugi::xml_node;

/// The N numbers in a node's text.
template <std::size_t N>
std::array<double, N> numbers(const Node& node, const std::string& where) {
  std::array<double, N> values{};
  std::string_view text = node.text().get();
  for (double& value : values) {
    const auto number = parse_number(take_word(text));
    if (!number) throw Error(ErrorKind::io, fmt::format("{}: <{}> has not {} numbers", where, node.name(), N));
    value = *number;
  }
  return values;
}

double number(const Node& parent, const char* name, const std::string& where) {
  const Node node = parent.child(name);
  return node ? numbers<1>(node, where)[0] : 0;
}

LensCamera read_sensor(const Node& sensor, const std::string& where) {
  Node calibration;
  for (const Node c : sensor.children("calibration"))
    if (!calibration || std::string(c.attribute("class").value()) == "adjusted") calibration = c;
  if (!calibration) throw Error(ErrorKind::io, fmt::format("{} has no calibration", where));
  const std::string type = calibration.attribute("type").as_string(sensor.attribute("type").as_string("frame"));
  if (type != "frame" && type != "fisheye")
    throw Error(ErrorKind::unsupported,
                fmt::format("{} is of the type {}, which is not supported: undistort the images first", where, type));
  const auto of = [&](const char* name) { return number(calibration, name, where); };
  const Node resolution = calibration.child("resolution") ? calibration.child("resolution") : sensor.child("resolution");
  LensCamera result;
  Camera& c = result.camera;
  c.size = {resolution.attribute("width").as_int(), resolution.attribute("height").as_int()};
  const double f = calibration.child("f") ? of("f") : of("fx");
  if (std::abs(of("b2")) > 1e-3 * f)
    throw Error(ErrorKind::unsupported, fmt::format("{} has skewed pixels (b2), which are not supported", where));
  c.focal = glm::dvec2(f + of("b1"), f);
  c.principal_point = 0.5 * glm::dvec2(c.size) + glm::dvec2(of("cx"), of("cy"));
  const double k1 = of("k1"), k2 = of("k2"), k3 = of("k3"), k4 = of("k4"), p1 = of("p2"), p2 = of("p1");
  if (type == "fisheye") {
    result.lens = Lens{Lens::Model::thin_prism_fisheye, {k1, k2, p1, p2, k3, k4}};
  } else if (k4 != 0) {
    result.lens = Lens{Lens::Model::four_radial, {k1, k2, k3, k4, p1, p2}};
  } else {
    c.k1 = static_cast<float>(k1), c.k2 = static_cast<float>(k2), c.k3 = static_cast<float>(k3);
    c.p1 = static_cast<float>(p1), c.p2 = static_cast<float>(p2);
  }
  check_intrinsics(c, where);
  return result;
}

/// The rotation times the scale of a <transform>; the identity where it has neither.
glm::dmat3 read_frame(const Node& transform, const std::string& where) {
  glm::dmat3 frame(1);
  if (const Node rotation = transform.child("rotation")) {
    const auto r = numbers<9>(rotation, where);
    frame = glm::transpose(glm::dmat3(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8]));
  }
  return transform.child("scale") ? number(transform, "scale", where) * frame : frame;
}

/// Collects a chunk's cameras that are enabled and have a pose, also those in groups, and counts the others.
void collect(const Node& cameras, std::vector<Node>& posed, std::size_t& others) {
  // Not by recursion: a file that is made for it has more groups within groups than the stack can hold.
  for (Node node = cameras.first_child(); node;) {
    if (std::string(node.name()) == "camera") {
      const bool good = node.attribute("enabled").as_bool(true) && node.child("transform");
      good ? posed.push_back(node) : static_cast<void>(++others);
    } else if (std::string(node.name()) == "group" && node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node != cameras && !node.next_sibling()) node = node.parent();
    if (node == cameras) return;
    node = node.next_sibling();
  }
}

/// Keeps only the cameras of the largest component: different components have no common coordinate frame.
std::string largest_component(std::vector<Node>& posed, std::vector<std::string>& warnings, const fs::path& path) {
  std::map<std::string, std::size_t> counts;
  for (const Node& camera : posed) ++counts[camera.attribute("component_id").value()];
  const auto largest = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (counts.size() > 1) {
    warnings.push_back(fmt::format("{} has {} components that were not joined: the one of {} cameras is taken", path.string(),
                                   counts.size(), largest->second));
  }
  std::erase_if(posed, [&](const Node& camera) { return camera.attribute("component_id").value() != largest->first; });
  return largest->first;
}

}  // namespace

Listing list_metashape(const fs::path& folder) {
  const fs::path path = find_file(folder);
  pugi::xml_document document;
  const auto bytes = read_file(path);
  const pugi::xml_parse_result parsed = document.load_buffer(bytes.data(), bytes.size());
  if (!parsed)
    throw Error(ErrorKind::io, fmt::format("{} is no valid XML: {} at byte {}", path.string(), parsed.description(), parsed.offset));
  Listing listing;
  std::vector<Node> posed;
  std::size_t others = 0;
  Node chunk;
  for (const Node candidate : document.child("document").children("chunk")) {
    if (!posed.empty()) break;
    others = 0;
    chunk = candidate;
    collect(candidate.child("cameras"), posed, others);
  }
  if (posed.empty()) throw Error(ErrorKind::io, fmt::format("{} has no camera that is aligned and enabled", path.string()));
  if (others > 0)
    listing.warnings.push_back(fmt::format("{} cameras of {} are not aligned or not enabled, and left out", others, path.string()));
  const std::string component = largest_component(posed, listing.warnings, path);

  glm::dmat3 frame = read_frame(chunk.child("transform"), path.string());
  for (const Node c : chunk.child("components").children("component"))
    if (c.attribute("id").value() == component && c.child("transform")) frame = read_frame(c.child("transform"), path.string());
  std::map<std::string, LensCamera> sensors;
  std::vector<std::string> names;
  for (const Node& camera : posed) names.emplace_back(camera.attribute("label").value());
  const auto photos =
      find_photos({.folder = folder, .names_from = path.filename().string(), .homes = {".", "images"}}, names, listing.warnings);
  for (std::size_t i = 0; i < posed.size(); ++i) {
    if (!photos[i]) continue;
    const std::string where = fmt::format("camera {} of {}", names[i], path.string());
    const std::string id = posed[i].attribute("sensor_id").value();
    if (!sensors.contains(id)) {
      const Node sensor = chunk.child("sensors").find_child_by_attribute("sensor", "id", id.c_str());
      if (!sensor) throw Error(ErrorKind::io, fmt::format("{} has sensor {}, which is not there", where, id));
      sensors[id] = read_sensor(sensor, fmt::format("sensor {} of {}", id, path.string()));
    }
    PosedImage view;
    view.image = photos[i]->path;
    view.name = photos[i]->name;
    view.camera = scaled_to_photo(sensors[id].camera, read_image_size(view.image), view.image, where);
    view.lens = sensors[id].lens;
    const auto m = numbers<16>(posed[i].child("transform"), where);
    const glm::dmat3 axes(m[0], m[4], m[8], m[1], m[5], m[9], m[2], m[6], m[10]);
    view.position = frame * glm::dvec3(m[3], m[7], m[11]);
    set_pose(view.camera, frame * axes, view.position, where);
    listing.train.push_back(std::move(view));
  }
  return listing;
}

#else

Listing list_metashape(const fs::path& folder) {
  throw Error(
      ErrorKind::unsupported,
      fmt::format("{} holds cameras of Metashape, which this program was built without (pugixml): export them from Metashape for COLMAP",
                  folder.string()));
}

#endif

}  // namespace asrg
