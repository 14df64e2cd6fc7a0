#include "compress/report/judges.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace asrg;

namespace {

/// Photos of a sphere, six to fit and two to judge by.
struct Photos {
  test::TemporaryDirectory folder;
  std::filesystem::path data = folder.path() / "ball";

  Photos() {
    Camera camera;
    camera.size = {32, 32};
    camera.focal = glm::vec2(56);
    camera.principal_point = {16, 16};
    test::write_nerf_synthetic(test::make_sphere_data(8, camera), data, 2);
  }
};

Provenance built(int downscale, int holdout) {
  Provenance p;
  p.downscale = downscale;
  p.holdout = holdout;
  return p;
}

}  // namespace

TEST_CASE("photos that judge several models are loaded once, others anew") {
  const Photos photos;
  JudgesOfModels judges({.dataset = photos.data});
  const Judges& plain = judges.of(built(1, 0), "a.asrg");
  const Judges& half = judges.of(built(2, 0), "b.asrg");
  CHECK(plain.views.front().image.width == 32);
  CHECK(half.views.front().image.width == 16);
  std::filesystem::remove_all(photos.data);
  CHECK(&judges.of(built(1, 0), "c.asrg") == &plain);
  // There is a test split, so that what was held out does not matter.
  CHECK(&judges.of(built(2, 8), "d.asrg") == &half);
  CHECK_THROWS(judges.of(built(4, 0), "e.asrg"));
}

TEST_CASE("models that held out other photos are judged by others") {
  const Photos photos;
  std::filesystem::remove(photos.data / "transforms_test.json");
  JudgesOfModels judges({.dataset = photos.data});
  const Judges& third = judges.of(built(1, 3), "a.asrg");
  const Judges& second = judges.of(built(1, 2), "b.asrg");
  CHECK(third.split == "holdout3");
  CHECK(third.views.size() == 2);
  CHECK(second.views.size() == 3);
  CHECK(&judges.of(built(1, 3), "c.asrg") == &third);
  JudgesOfModels all({.dataset = photos.data, .split = "train"});
  CHECK(all.of(built(1, 0), "a.asrg").views.size() == 6);
  CHECK(all.of(built(1, 3), "b.asrg").views.size() == 4);
}
