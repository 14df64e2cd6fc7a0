#include "compress/fit/known_space.h"
#include "compress/fit/start.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace asrg;

namespace {

const Lattice box_alone = make_lattice({glm::vec3(-1), glm::vec3(1)}, 64),
              open_space = make_lattice({glm::vec3(-1), glm::vec3(1)}, 64, true);

std::vector<Camera> camera_at(glm::vec3 position) {
  std::vector<Camera> cameras(1);
  cameras[0].position = position;
  return cameras;
}

/// The corner of the coarsest level next to a point.
glm::ivec3 corner_at(const Lattice& lattice, glm::vec3 world) {
  const float stride = static_cast<float>(lattice.stride(0));
  return glm::ivec3(glm::round(lattice.to_lattice(world) / stride)) * lattice.stride(0);
}

}  // namespace

TEST_CASE("fog is denser where a sight line ends, thinner where it passes, and as it was elsewhere") {
  for (const Lattice& lattice : {box_alone, open_space}) {
    const std::vector<Camera> cameras = camera_at({0, 0, -3});
    const std::vector<SightLine> lines(4, SightLine{0, {0, 0, 0.5f}});
    const KnownSpace known(lattice, cameras, lines);
    CHECK((known.log_density(corner_at(lattice, {0, 0, 0.5f})) > 1.5f) == lattice.surroundings);
    CHECK(known.log_density(corner_at(lattice, {0, 0, 0.5f})) >= 0);
    CHECK(known.log_density(corner_at(lattice, {0, 0, -0.5f})) < -4);
    CHECK(known.log_density(corner_at(lattice, {0, 0, 0.9f})) == 0);
    CHECK(known.log_density(corner_at(lattice, {0.7f, 0, -0.5f})) == 0);
    if (lattice.surroundings) CHECK(known.log_density(corner_at(lattice, {0, 0, -2})) < -4);
  }
}

TEST_CASE("a surface is not believed away by a few lines that pass") {
  const std::vector<Camera> cameras = camera_at({0, 0, -3});
  std::vector<SightLine> lines(8, SightLine{0, {0, 0, 0}});
  lines.push_back({0, {0, 0, 0.9f}});
  const glm::ivec3 corner = corner_at(open_space, glm::vec3(0));
  CHECK(KnownSpace(open_space, cameras, lines).log_density(corner) > 1);
  lines.assign(60, SightLine{0, {0, 0, 0.9f}});
  lines.push_back({0, {0, 0, 0}});
  CHECK(KnownSpace(open_space, cameras, lines).log_density(corner) < -2);
}

TEST_CASE("lines to infinity, from outside and of no length are survived") {
  const std::vector<Camera> cameras = camera_at({0, 0, -3});
  const float infinity = std::numeric_limits<float>::infinity();
  for (const Lattice& lattice : {box_alone, open_space}) {
    const std::vector<SightLine> lines{{0, {0, 0, 1e30f}}, {0, glm::vec3(infinity)}, {0, {0, 0, -3}}, {0, {0, 0, -9}}};
    const KnownSpace known(lattice, cameras, lines);
    const glm::ivec3 extent = lattice.extent();
    for (const glm::ivec3 corner : {glm::ivec3(0), extent, extent / 2}) {
      const float change = known.log_density(corner);
      CHECK((change >= -6 && change <= 2));
    }
  }
}
