#include "compress/codec/manifest.h"

#include "compress/codec/layout.h"
#include "compress/codec/shader_bytes.h"
#include "compress/io/base64.h"
#include "compress/model/storable.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <numeric>

namespace asrg {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;  // fields are written in the order in which FORMAT.md explains them

constexpr int max_depth = 32, last_version_with_base64 = 2, last_version_without_lobes = 3;
constexpr std::int64_t max_atlas_bytes = std::int64_t{1} << 30;

/// The double that JSON prints with the shortest digits that identify the float.
double number(float x) {
  if (!std::isfinite(x)) throw Error(ErrorKind::runtime, "a model with a number that is not finite cannot be saved");
  const std::string digits = fmt::format("{}", x);
  double shortest = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), shortest);  // unlike std::stod it knows no locale
  return shortest;
}

OrderedJson numbers(const Channels& c) {
  OrderedJson list = OrderedJson::array();
  for (const float x : c.v) list.push_back(number(x));
  return list;
}

OrderedJson numbers(glm::vec3 p) { return OrderedJson::array({number(p.x), number(p.y), number(p.z)}); }

[[noreturn]] void missing(const std::string& field) { throw ProblemError(ProblemCode::field_missing, field); }
[[noreturn]] void out_of_range(const std::string& field) { throw ProblemError(ProblemCode::field_range, field); }

/// A JSON value and its path, such as "levels[0].bytes", for error messages.
class Field {
 public:
  Field(const Json& value, std::string path) : value_(value), path_(std::move(path)) {}

  Field operator[](const char* key) const {
    const std::string path = path_.empty() ? key : path_ + "." + key;
    if (!value_.is_object() || !value_.contains(key)) missing(path);
    return {value_.at(key), path};
  }
  Field at(std::size_t i) const { return {value_.at(i), fmt::format("{}[{}]", path_, i)}; }

  /// The number of elements, which is between `least` and `most`.
  std::size_t elements(std::size_t least, std::size_t most) const {
    if (!value_.is_array()) missing(path_);
    if (value_.size() < least || value_.size() > most) out_of_range(path_);
    return value_.size();
  }

  std::int64_t integer(std::int64_t least, std::int64_t most) const {
    if (!value_.is_number_integer()) missing(path_);
    if (value_.is_number_unsigned() && value_.get<std::uint64_t>() > static_cast<std::uint64_t>(most)) out_of_range(path_);
    const auto n = value_.get<std::int64_t>();
    if (n < least || n > most) out_of_range(path_);
    return n;
  }

  float real(float least, float most) const {
    if (!value_.is_number()) missing(path_);
    const auto x = static_cast<float>(value_.get<double>());
    if (!(x >= least && x <= most)) out_of_range(path_);
    return x;
  }

  Channels channels(float least, float most) const {
    elements(Channels::count, Channels::count);
    Channels c;
    for (std::size_t i = 0; i < Channels::count; ++i) c.v[i] = at(i).real(least, most);
    return c;
  }

  bool has(const char* key) const { return value_.is_object() && value_.contains(key); }

  /// A boolean member; false where it is absent.
  bool flag(const char* key) const {
    if (!has(key)) return false;
    if (!value_.at(key).is_boolean()) missing(path_ + "." + key);
    return value_.at(key).get<bool>();
  }

  const std::string& text() const {
    if (!value_.is_string()) missing(path_);
    return value_.get_ref<const std::string&>();
  }

  const Json& json() const { return value_; }
  const std::string& path() const { return path_; }

 private:
  const Json& value_;
  std::string path_;
};

Json parse(std::span<const std::uint8_t> bytes) {
  const auto limit_depth = [](int depth, Json::parse_event_t, Json&) {
    if (depth > max_depth) throw ProblemError(ProblemCode::json_too_deep, {});
    return true;
  };
  try {
    return Json::parse(bytes.begin(), bytes.end(), limit_depth);
  } catch (const Json::exception& error) {
    throw ProblemError(ProblemCode::json_syntax, error.what());
  }
}

/// @return the file's version
std::int64_t check_format(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json.at("format") != "asrg") throw ProblemError(ProblemCode::not_a_model, {});
  const std::int64_t version = Field(json, "")["version"].integer(1, std::int64_t{1} << 31);
  if (version > format_version)
    throw ProblemError(ProblemCode::newer_version, fmt::format("version {}; up to {} is understood", version, format_version));
  return version;
}

Lattice read_lattice(const Field& f) {
  Lattice lattice;
  const Field origin = f["origin"], bricks = f["base_bricks"];
  origin.elements(3, 3);
  bricks.elements(3, 3);
  lattice.levels = static_cast<int>(f["levels"].integer(1, Lattice::max_levels));
  lattice.cell = f["cell"].real(1.0f / FileLimits::number, FileLimits::number);
  for (std::size_t k = 0; k < 3; ++k) {
    lattice.origin[static_cast<int>(k)] = origin.at(k).real(-FileLimits::number, FileLimits::number);
    lattice.base_bricks[static_cast<int>(k)] = static_cast<int>(bricks.at(k).integer(1, Lattice::max_extent / brick_edge));
  }
  lattice.surroundings = f.flag("surroundings");
  if (const auto reason = why_not_storable(lattice)) throw ProblemError(ProblemCode::grid_too_large, *reason);
  return lattice;
}

std::array<Coding, Channels::count> read_coding(const Field& f) {
  const std::string& letters = f.text();
  if (letters.size() != Channels::count || letters.find_first_not_of(coding_letters) != letters.npos) out_of_range(f.path());
  std::array<Coding, Channels::count> coding;
  for (std::size_t c = 0; c < coding.size(); ++c) coding[c] = static_cast<Coding>(letters[c]);
  return coding;
}

LevelManifest read_level(const Field& f) {
  LevelManifest level;
  level.corners = static_cast<std::int32_t>(f["corners"].integer(0, FileLimits::corners));
  level.stored = static_cast<std::int32_t>(f["stored"].integer(0, level.corners));
  level.bytes = static_cast<std::size_t>(f["bytes"].integer(0, max_atlas_bytes));
  level.coding = read_coding(f["coding"]);
  level.step = f["step"].channels(FileLimits::least_step, FileLimits::number);
  return level;
}

BackgroundKind read_background(const Field& f) {
  for (const BackgroundKind kind : {BackgroundKind::white, BackgroundKind::black, BackgroundKind::environment})
    if (f.text() == name_of(kind)) return kind;
  out_of_range(f.path());
}

ShaderWeights read_shader(const Field& f) {
  const auto bytes = base64_decode(f.text());
  if (!bytes) throw ProblemError(ProblemCode::shader_weights, "not base64");
  return shader_from_bytes(*bytes, false);
}

/// The largest number of bytes that the symbols of a level can need.
std::uint64_t most_symbol_bytes(const LevelManifest& level) {
  const auto stored = static_cast<std::uint64_t>(level.stored);
  std::uint64_t bytes = 0;
  for (const Coding c : level.coding) {
    constexpr std::uint64_t stages = 3;
    if (c != Coding::absent) bytes += c == Coding::sparse ? stored / 8 + stages + stored : stored;
  }
  return bytes;
}

/// Refuses levels that announce more bytes than octree and symbols can need. The bound of the octree follows from the announced corners: the corner at the
/// lower end of each present cell is of its level or a coarser one and belongs to no other cell, and each present brick has a cell.
void check_atlas_bytes(const Manifest& m) {
  const glm::ivec3 base = m.lattice.base_bricks;
  const auto base_bricks = static_cast<std::uint64_t>(base.x) * static_cast<std::uint64_t>(base.y) * static_cast<std::uint64_t>(base.z);
  std::uint64_t cells = 0;  // upper bound of the present cells of the next coarser level
  for (std::size_t l = 0; l < m.levels.size(); ++l) {
    const LevelManifest& level = m.levels[l];
    const auto corners = static_cast<std::uint64_t>(level.corners);
    const std::uint64_t octree =
        l == 0 ? (base_bricks + 7) / 8 + brick_cells / 8 * std::min({base_bricks, corners, std::uint64_t{FileLimits::bricks}})
               : (cells + 7) / 8 + cells;
    const std::uint64_t most = octree + most_symbol_bytes(level);
    if (level.bytes > most)
      throw ProblemError(ProblemCode::bytes_left_over, fmt::format("level {}: {} bytes for {} corners", l, level.bytes, corners));
    cells += corners;
  }
}

}  // namespace

std::string write_manifest(const Manifest& m) {
  OrderedJson json;
  json["format"] = "asrg";
  json["version"] = format_version;
  json["lattice"] = {{"origin", numbers(m.lattice.origin)},
                     {"cell", number(m.lattice.cell)},
                     {"base_bricks", {m.lattice.base_bricks.x, m.lattice.base_bricks.y, m.lattice.base_bricks.z}},
                     {"levels", m.lattice.levels}};
  if (m.lattice.surroundings) json["lattice"]["surroundings"] = true;
  for (const LevelManifest& l : m.levels) {
    std::string coding;
    for (const Coding c : l.coding) coding += static_cast<char>(c);
    json["levels"].push_back(
        {{"corners", l.corners}, {"stored", l.stored}, {"bytes", l.bytes}, {"coding", coding}, {"step", numbers(l.step)}});
  }
  json["offset"] = numbers(m.offset);
  json["background"] = name_of(m.background);
  if (m.supersample > 1) json["supersample"] = m.supersample;
  json["sample_distance"] = number(m.sample_distance);
  if (m.highlight_step > 0) json["highlight_step"] = number(m.highlight_step);
  json["provenance"] = *m.provenance;
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

Manifest read_manifest(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > max_manifest_bytes)
    throw ProblemError(ProblemCode::entry_too_large, fmt::format("{}: {} bytes", manifest_name, bytes.size()));
  const Json json = parse(bytes);
  const std::int64_t version = check_format(json);
  const Field root(json, "");
  Manifest m;
  m.lattice = read_lattice(root["lattice"]);
  const Field levels = root["levels"];
  levels.elements(static_cast<std::size_t>(m.lattice.levels), static_cast<std::size_t>(m.lattice.levels));
  std::size_t corners = 0;
  for (int i = 0; i < m.lattice.levels; ++i) {
    m.levels.push_back(read_level(levels.at(static_cast<std::size_t>(i))));
    corners += static_cast<std::size_t>(m.levels.back().corners);
  }
  if (corners > FileLimits::corners)
    throw ProblemError(ProblemCode::grid_too_large, fmt::format("{} corners, accepted are {}", corners, FileLimits::corners));
  check_atlas_bytes(m);
  m.offset = root["offset"].channels(-FileLimits::number, FileLimits::number);
  m.background = read_background(root["background"]);
  if (root.has("supersample")) m.supersample = static_cast<int>(root["supersample"].integer(1, most_supersample));
  m.lobes = version > last_version_without_lobes;
  if (version <= last_version_with_base64) m.shader = read_shader(root["shader"]);
  if (root.has("sample_distance")) m.sample_distance = root["sample_distance"].real(least_sample_distance, most_sample_distance);
  if (root.has("highlight_step")) m.highlight_step = root["highlight_step"].real(FileLimits::least_step, FileLimits::number);
  const Json& provenance = root["provenance"].json();
  if (!provenance.is_object()) missing("provenance");
  *m.provenance = provenance;
  return m;
}

}  // namespace asrg
