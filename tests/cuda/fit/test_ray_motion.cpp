#include <catch2/catch.hpp>

#include "cuda/fit/photo_correction.h"
#include "cuda/fit/ray_gradient.h"
#include "cuda/fit/rays_ahead.h"
#include "tests/cuda/fit/reference.h"
#include "tests/cuda/render/field_for_test.h"

using namespace asrg;

namespace {

glm::dvec3 contracted(glm::dvec3 u) {
  const double n = std::max({std::abs(u.x), std::abs(u.y), std::abs(u.z)});
  return n <= 1 ? u : (2 - 1 / n) / n * u;
}

/// Lattice coordinates of a point that lies at `place` about the box's centre, in units of the box's longest edge.
glm::dvec3 lattice_place(const Lattice& l, glm::dvec3 place) {
  const glm::dvec3 centre = 0.5 * glm::dvec3(l.extent()), lattice = static_cast<double>(l.box_longest()) * place;
  if (!l.surroundings) return centre + lattice;
  const glm::dvec3 quarter = 0.25 * glm::dvec3(l.extent());
  return centre + quarter * contracted(lattice / quarter);
}

/// A ray's origin about the box's centre, in units of the box's longest edge.
glm::dvec3 origin_of(const Ray& ray, const Lattice& l) {
  return (glm::dvec3(ray.origin) - glm::dvec3(CorrectionFrame(l).centre)) / (static_cast<double>(l.box_longest()) * l.cell);
}

/// The loss of a ray's composite after its samples are moved; the distances between them stay the same.
/// @param moved a sample's new place, of its place and its distance from the camera; in units of the box's longest edge about its centre
template <class Moved>
double moved_loss(const Topology& t, const GridView& grid, const Ray& ray, const SampleRecord* records, int count, float step,
                  const test::Corners& values, const Channels& g, Moved moved) {
  const Lattice& l = t.lattice;
  const glm::dvec3 origin = origin_of(ray, l);
  auto places = test::sample_places(t, records, count, step);
  for (int i = 0; i < count; ++i) {
    const double distance = static_cast<double>(distance_along_ray(grid, records[i].t));
    const glm::dvec3 place = origin + distance * glm::dvec3(ray.direction);
    const glm::dvec3 by = (lattice_place(l, moved(place, distance)) - lattice_place(l, place)) / static_cast<double>(1 << records[i].shift);
    for (int k = 0; k < 8; ++k) {
      double w = 1;
      for (int axis = 0; axis < 3; ++axis) {
        const double f = records[i].fraction[axis] + by[axis];
        w *= k >> axis & 1 ? f : 1 - f;
      }
      places[static_cast<std::size_t>(i)].weights[static_cast<std::size_t>(k)] = w;
    }
  }
  const test::RayReference r = test::composite(places, values);
  double loss = 0;
  for (int k = 0; k < Channels::count; ++k) loss += g.v[k] * r.sum[static_cast<std::size_t>(k)];
  return loss;
}

}  // namespace

TEST_CASE("the gradient of a ray's motion equals central differences, of its camera's pose and lens, also where space is contracted") {
  const bool surroundings = GENERATE(false, true);
  test::Random random(surroundings ? 8 : 9);
  Device device = Device::cpu(1);
  const Lattice lattice = test::quarter_lattice({2, 2, 2}, 3, surroundings);
  const Topology topology = build_topology(lattice, test::random_bricks(lattice, random));
  const auto values = test::values_of(topology, [&](glm::vec3) {
    Channels c = test::random_channels(random);
    c.v[0] -= 3.0f;
    return c;
  });
  const Grid grid = test::filled_grid(device, topology, values);
  const test::Corners reference = test::to_double(values);
  const float inverse_longest = 1.0f / static_cast<float>(lattice.box_longest());
  const CorrectionFrame frame(lattice);
  std::vector<SampleRecord> records(4000);
  std::vector<Channels> corners(values.size());
  std::vector<std::uint64_t> touched(static_cast<std::size_t>(GradientSlots::words_of(topology.corner_count())));
  std::vector<float> weight(topology.cell_corners.size()), error(weight);
  test::SlopeComparison slopes, lens;
  for (int n = 0; n < 60; ++n) {
    const glm::vec3 d = test::random_direction(random);
    const glm::vec3 at = frame.centre + 0.3f * frame.longest * test::random_direction(random);
    Camera camera = test::camera_towards(at - (surroundings ? 0.4f : 3.0f) * frame.longest * d, at, glm::ivec2(20, 16), 22);
    camera.focal.y = 19;
    camera.k1 = 0.1f;
    camera.p1 = 0.02f;
    const glm::vec2 pixel{20 * random.unit(), 16 * random.unit()};
    const Ray ray = camera.ray(pixel);
    const RayComposite c = forward_ray(grid.view(), ray, 0.5f, random.unit(), inverse_longest, records.data());
    const Channels g = test::random_channels(random);
    RayMotion motion(grid.view(), ray, inverse_longest);
    backward_ray(grid.view(), records.data(), c.samples, c, {g, 0.0f, 0.0f}, {corners.data(), touched.data(), weight.data(), error.data()},
                 motion);
    const auto slope = [&](glm::dvec3 rotation, glm::dvec3 shift) {
      const auto loss = [&](double h) {
        return moved_loss(topology, grid.view(), ray, records.data(), c.samples, 0.5f, reference, g,
                          [&](glm::dvec3 place, double) { return place + glm::cross(h * rotation, place) + h * shift; });
      };
      return (loss(1e-6) - loss(-1e-6)) / 2e-6;
    };
    for (int axis = 0; axis < 3; ++axis) {
      glm::dvec3 along(0);
      along[axis] = 1;
      slopes.add(motion.shift()[axis], slope(glm::dvec3(0), along));
      slopes.add(motion.rotation()[axis], slope(along, glm::dvec3(0)));
    }
    PhotoCorrection all;
    motion.add_to(all, camera);
    for (int number = PhotoCorrection::lens_begin; number < PhotoCorrection::count; ++number) {
      const auto loss = [&](float h) {
        PhotoCorrection by;
        by.data()[number] = h;
        const Ray moved = corrected(camera, by, frame).ray(pixel);
        const glm::dvec3 origin = origin_of(moved, lattice), direction(moved.direction);
        return moved_loss(topology, grid.view(), ray, records.data(), c.samples, 0.5f, reference, g,
                          [&](glm::dvec3, double distance) { return origin + distance * direction; });
      };
      lens.add(all.data()[number], (loss(4e-4f) - loss(-4e-4f)) / 8e-4);
    }
  }
  CHECK(slopes.largest() > 1);
  CHECK(slopes.error(0.95) < 5e-3);
  CHECK(slopes.error(1.0) < 5e-2);
  CHECK(lens.largest() > 1);
  CHECK(lens.error(0.95) < 5e-3);
  CHECK(lens.error(1.0) < 5e-2);
}

TEST_CASE("a correction turns a camera about the box's centre, then shifts it") {
  const Lattice lattice = test::quarter_lattice({2, 2, 4}, 2);
  const CorrectionFrame frame(lattice);
  const Camera camera = test::camera_towards(frame.centre + glm::vec3(3, 0, 0), frame.centre, glm::ivec2(8), 10);
  const float quarter_turn = std::acos(0.0f);
  const Camera turned = corrected(camera, {.rotation = {0, 0, quarter_turn}}, frame);
  CHECK(glm::length(turned.position - (frame.centre + glm::vec3(0, 3, 0))) < 1e-5f);
  CHECK(glm::length(turned.rotation[2] - glm::vec3(0, -1, 0)) < 1e-5f);
  CHECK(glm::determinant(turned.rotation) == Approx(1));
  const Camera shifted = corrected(camera, {.shift = {0, 0.25f, 0}}, frame);
  CHECK(glm::length(shifted.position - camera.position - glm::vec3(0, 0.25f * frame.longest, 0)) < 1e-5f);
  CHECK(shifted.rotation == camera.rotation);
  CHECK(frame.longest == Approx(lattice.box().max.z - lattice.box().min.z));
  CHECK(corrected(camera, {}, frame).position == camera.position);
}
