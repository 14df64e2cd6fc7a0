#include "compress/stereo/unmatched_views.h"
#include "tests/compress/fit/synthetic_scene.h"

#include <catch2/catch.hpp>

#include <utility>

using namespace asrg;
using Catch::Matchers::Contains;

namespace {

OddViews unmatched(const Scene& scene) {
  return unmatched_views(scene.train, sight_lines(scene.train, {glm::vec3(-1), glm::vec3(1)}, scene.masked).views);
}

/// Views of whose 100 interest points so many are found.
OddViews unmatched(std::span<const int> found) {
  std::vector<View> views(found.size());
  std::vector<SearchedView> searched;
  for (std::size_t i = 0; i < found.size(); ++i) {
    views[i].name = "photo" + std::to_string(i);
    searched.push_back({100, found[i]});
  }
  return unmatched_views(views, searched);
}

}  // namespace

TEST_CASE("cameras that were exchanged are found by what their photos show, without masks") {
  Scene room = test::ball_in_room(250, 112);
  CHECK(unmatched(room).views.empty());
  std::swap(room.train[7].camera, room.train[29].camera);
  const OddViews odd = unmatched(room);
  CHECK(odd.views == std::vector<std::size_t>{7, 29});
  CHECK_THAT(odd.said, Contains(room.train[7].name) && Contains(room.train[29].name));
}

TEST_CASE("a view is unmatched where far less of it is found than of the others") {
  const std::vector<int> good(12, 50);
  CHECK(unmatched(good).said.empty());
  auto one = good;
  one[3] = 4;
  CHECK(unmatched(one).views == std::vector<std::size_t>{3});
  CHECK_THAT(unmatched(one).said, Contains("photo3"));
  one[3] = 9;
  CHECK(unmatched(one).views.empty());
  // Where little is found in all views, less in one tells nothing.
  auto dim = std::vector<int>(12, 10);
  dim[3] = 3;
  CHECK(unmatched(dim).views.empty());
  auto three = good;
  three[1] = three[2] = three[3] = 0;
  CHECK(unmatched(three).said.empty());
  CHECK(unmatched(std::span(one).first(9)).said.empty());
}

TEST_CASE("views without interest points or partners are not judged") {
  std::vector<View> views(14);
  std::vector<SearchedView> searched(14, SearchedView{100, 50});
  searched[2] = {0, 0};
  searched[5] = {20, 0};
  CHECK(unmatched_views(views, searched).said.empty());
}
