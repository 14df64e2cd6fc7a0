#include "compress/codec/manifest.h"

#include "compress/codec/base64.h"
#include "compress/codec/half.h"
#include "cuda/core/error.h"

#include <fmt/format.h>

#include <cmath>

namespace asrg {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* background_names[] = {"white", "black", "environment"};
constexpr float largest_number = 1e9f, smallest_step = 1e-9f;
constexpr int max_depth = 32;
constexpr std::int64_t max_atlas_bytes = std::int64_t{1} << 30;
/// b3 has unused entries at the array's end, which are not stored.
constexpr int stored_weights = ShaderWeights::count - 8 + ShaderWeights::outputs;

/// A number that is printed with as few digits as tell the float from all others.
Json number(float x) {
  if (!std::isfinite(x)) throw Error(ErrorKind::runtime, "a model with a number that is not finite cannot be saved");
  return std::stod(fmt::format("{}", x));
}

Json numbers(const Channels& c) {
  Json list = Json::array();
  for (const float x : c.v) list.push_back(number(x));
  return list;
}

Json numbers(glm::vec3 p) { return Json::array({number(p.x), number(p.y), number(p.z)}); }

std::string shader_text(const ShaderWeights& weights) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < stored_weights; ++i) {
    const std::uint16_t half = half_from_float(weights.data()[i]);
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  return base64_encode(bytes);
}

[[noreturn]] void missing(const std::string& field) { throw ProblemError(ProblemCode::field_missing, field); }
[[noreturn]] void out_of_range(const std::string& field) { throw ProblemError(ProblemCode::field_range, field); }

/// A JSON value and how it is called in a problem.
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

  /// A member that may be absent, which is false.
  bool flag(const char* key) const {
    if (!value_.is_object() || !value_.contains(key)) return false;
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

void check_format(const Json& json) {
  if (!json.is_object() || !json.contains("format") || json.at("format") != "asrg") throw ProblemError(ProblemCode::not_a_model, {});
  const Field version = Field(json, "")["version"];
  const std::int64_t number = version.integer(1, std::int64_t{1} << 31);
  if (number > format_version)
    throw ProblemError(ProblemCode::newer_version, fmt::format("version {}; up to {} is understood", number, format_version));
}

Lattice read_lattice(const Field& f) {
  Lattice lattice;
  const Field origin = f["origin"], bricks = f["base_bricks"];
  origin.elements(3, 3);
  bricks.elements(3, 3);
  lattice.levels = static_cast<int>(f["levels"].integer(1, Lattice::max_levels));
  lattice.cell = f["cell"].real(1.0f / largest_number, largest_number);
  std::int64_t finest_bricks = 1;
  for (int k = 0; k < 3; ++k) {
    lattice.origin[k] = origin.at(k).real(-largest_number, largest_number);
    lattice.base_bricks[k] = static_cast<int>(bricks.at(k).integer(1, Lattice::max_extent / (brick_edge << lattice.finest())));
    finest_bricks *= std::int64_t{lattice.base_bricks[k]} << lattice.finest();
  }
  lattice.surroundings = f.flag("surroundings");
  if (finest_bricks > max_finest_bricks)
    throw ProblemError(ProblemCode::grid_too_large, fmt::format("room for {} bricks, accepted are {}", finest_bricks, max_finest_bricks));
  return lattice;
}

std::array<Coding, Channels::count> read_coding(const Field& f) {
  const std::string& letters = f.text();
  if (letters.size() != Channels::count || letters.find_first_not_of("-rhds") != letters.npos) out_of_range(f.path());
  std::array<Coding, Channels::count> coding;
  for (std::size_t c = 0; c < coding.size(); ++c) coding[c] = static_cast<Coding>(letters[c]);
  return coding;
}

LevelManifest read_level(const Field& f) {
  LevelManifest level;
  level.corners = static_cast<std::int32_t>(f["corners"].integer(0, max_corners));
  level.stored = static_cast<std::int32_t>(f["stored"].integer(0, level.corners));
  level.bytes = static_cast<std::size_t>(f["bytes"].integer(0, max_atlas_bytes));
  level.coding = read_coding(f["coding"]);
  level.step = f["step"].channels(smallest_step, largest_number);
  return level;
}

BackgroundKind read_background(const Field& f) {
  for (int kind = 0; kind < 3; ++kind)
    if (f.text() == background_names[kind]) return static_cast<BackgroundKind>(kind);
  out_of_range(f.path());
}

ShaderWeights read_shader(const Field& f) {
  const auto bytes = base64_decode(f.text());
  if (!bytes || bytes->size() != 2 * stored_weights)
    throw ProblemError(ProblemCode::shader_weights,
                       bytes ? fmt::format("{} bytes instead of {}", bytes->size(), 2 * stored_weights) : "not base64");
  ShaderWeights weights{};
  for (int i = 0; i < stored_weights; ++i) {
    const float w = float_from_half(static_cast<std::uint16_t>((*bytes)[2 * i] | (*bytes)[2 * i + 1] << 8));
    if (!std::isfinite(w)) throw ProblemError(ProblemCode::shader_weights, fmt::format("weight {} is not finite", i));
    weights.data()[i] = w;
  }
  return weights;
}

}  // namespace

void round_shader(ShaderWeights& weights) {
  for (int i = 0; i < ShaderWeights::count; ++i)
    weights.data()[i] = i < stored_weights ? float_from_half(half_from_float(weights.data()[i])) : 0.0f;
}

std::string write_manifest(const Manifest& m) {
  Json json;
  json["format"] = "asrg";
  json["version"] = m.lattice.surroundings ? format_version : 1;
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
  json["background"] = background_names[static_cast<int>(m.background)];
  for (const float w : std::span(m.shader.data(), stored_weights)) number(w);
  json["shader"] = shader_text(m.shader);
  json["provenance"] = m.provenance;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Manifest read_manifest(std::span<const std::uint8_t> bytes) {
  const Json json = parse(bytes);
  check_format(json);
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
  if (corners > max_corners)
    throw ProblemError(ProblemCode::grid_too_large, fmt::format("{} corners, accepted are {}", corners, max_corners));
  m.offset = root["offset"].channels(-largest_number, largest_number);
  m.background = read_background(root["background"]);
  m.shader = read_shader(root["shader"]);
  const Json& provenance = root["provenance"].json();
  if (!provenance.is_object()) missing("provenance");
  m.provenance = nlohmann::json(provenance);
  return m;
}

}  // namespace asrg
