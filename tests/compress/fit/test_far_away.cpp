#include "compress/io/file.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/fit/synthetic_scene.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

using namespace asrg;

/// Where a survey's coordinates are (UTM: x and y of hundreds of thousands and millions of metres), single precision has steps of a quarter of a metre.
TEST_CASE("an object in coordinates of a survey is fitted as well as one at the origin") {
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(test::make_sphere_data(20), folder.path());
  SceneOptions options;
  options.holdout = 5;
  const Scene near = load_scene(folder.path(), options);
  const auto path = folder.path() / "transforms.json";
  auto file = nlohmann::json::parse(read_text_file(path));
  for (auto& frame : file["frames"])
    for (std::size_t i = 0; i < 3; ++i) {
      auto& value = frame["transform_matrix"][i][3];
      value = value.get<double>() + std::array{500000.25, 4000000.5, 100.0}[i];
    }
  test::write_text(path, file.dump());
  const Scene far = load_scene(folder.path(), options);
  // What would become of it if positions were taken as they are.
  options.origin_offset = glm::dvec3(0);
  const Scene rounded = load_scene(folder.path(), options);

  Device device = Device::cpu(2, true);
  const auto psnr = [&](const Scene& scene) {
    FitOptions fit = test::quick_options(120);
    fit.resolution = 64;
    return test::test_psnr(device, scene, test::fitted(device, scene, fit));
  };
  const double at_origin = psnr(near), far_away = psnr(far);
  CAPTURE(at_origin, far_away);
  CHECK(at_origin > 22);
  // The offset is rounded, so that the grid's cells lie elsewhere in the object.
  constexpr double tolerance = 0.3;
  CHECK(std::abs(far_away - at_origin) < tolerance);
  double without = 0;
  try {
    without = psnr(rounded);
  } catch (const Error&) {  // e.g. the silhouettes do not meet
  }
  CAPTURE(without);
  CHECK(without < at_origin - 10 * tolerance);
}
