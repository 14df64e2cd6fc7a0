#include "tests/compress/codec/model_digest.h"

#include "compress/model/symbols.h"
#include "tests/fnv1a.h"
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>

namespace asrg::test {
namespace {

class Hash {
 public:
  /// @param values of a type without padding
  template <class T>
  Hash& add(std::span<const T> values) {
    hash_.add(std::as_bytes(values));
    return *this;
  }
  template <class T>
  Hash& add(const std::vector<T>& values) {
    return add(std::span<const T>(values));
  }
  template <class T>
  Hash& number(T value) {
    return add(std::span<const T>(&value, 1));
  }
  operator std::string() const { return fmt::format("{:016x}", hash_.value()); }

 private:
  Fnv1a hash_;
};

std::string lattice(const Lattice& l) {
  Hash h;
  for (int k = 0; k < 3; ++k) h.number(l.origin[k]).number(std::int32_t{l.base_bricks[k]});
  return h.number(l.cell).number(std::int32_t{l.levels}).number(std::uint8_t{l.surroundings});
}

std::string bricks(const std::vector<Brick>& leaves) {
  Hash h;
  for (const Brick& b : leaves) {
    h.number(std::int32_t{b.level});
    for (int k = 0; k < 3; ++k) h.number(std::int32_t{b.coordinate[k]});
    for (const auto word : b.cells) h.number(std::uint64_t{word});
  }
  return h;
}

std::string pixel(const Model& m) {
  return Hash().number(static_cast<std::int32_t>(m.background)).number(std::int32_t{m.supersample}).number(m.sample_distance);
}

}  // namespace

std::map<std::string, std::string> digest(const Model& m) {
  const Topology& t = m.topology;
  const std::string provenance = m.provenance->dump();
  return {{"lattice", lattice(t.lattice)},
          {"bricks", bricks(t.bricks)},
          {"corners", Hash().add(t.corners).add(t.level_begin).add(t.hanging)},
          {"parents", Hash().add(t.parents)},
          {"cells", Hash().add(t.cell_begin).add(t.cell_corners)},
          {"symbols", Hash().add(m.symbols)},
          {"residuals", Hash().add(residuals_of(m))},
          {"offset", Hash().number(m.quantisation.offset)},
          {"shader", Hash().number(m.shader)},
          {"pixel", pixel(m)},
          {"environment", Hash().add(m.environment)},
          {"highlights", Hash().add(m.highlights).number(m.highlight_step)},
          {"provenance", Hash().add(std::span<const char>(provenance))}};
}

}  // namespace asrg::test
