#include <catch2/catch.hpp>

#include "compress/fit/land.h"

#include <cmath>

using namespace asrg;

namespace {

/// Files whose size is a function of the zone, of a byte for each cell, and how many of each effort were made.
struct Files {
  double undropped;     ///< bytes of a fast file in which nothing is dropped
  double dropped;       ///< share of these that is dropped at the widest zone
  double bend;          ///< exponent: below 1 most is dropped in narrow zones
  double gain = 0.956;  ///< bytes of the best effort over those of the fast one
  int fast = 0, slow = 0;

  std::optional<FittedFile> land(std::int64_t bytes, Effort effort = Effort::best) {
    const ModelOfZone model = [](float zone) {
      Model m;
      m.sample_distance = zone;
      return m;
    };
    const FileOfModel file = [this](const Model& m, Effort e) {
      ++(e == Effort::fast ? fast : slow);
      const double share = std::pow((m.sample_distance - 0.5) / 0.5, bend);
      return std::vector<std::uint8_t>(static_cast<std::size_t>((e == Effort::fast ? 1 : gain) * undropped * (1 - dropped * share)));
    };
    return asrg::land(model, {bytes, file, effort}, bytes, static_cast<std::size_t>(undropped));
  }
};

}  // namespace

TEST_CASE("a file lands within two per cent below its limit, with few slow files") {
  for (const double bend : {0.35, 0.5, 0.7, 1.0})
    for (const double excess : {1.05, 1.08, 1.12})
      for (const double gain : {0.945, 0.956, 0.97}) {
        INFO("bend " << bend << ", excess " << excess << ", gain " << gain);
        Files files{.undropped = 500000 * excess, .dropped = 0.2, .bend = bend, .gain = gain};
        const auto landed = files.land(500000);
        REQUIRE(landed);
        CHECK(landed->bytes.size() <= 500000);
        CHECK(landed->bytes.size() >= 490000);
        CHECK(files.slow <= 3);
      }
  Files strange{.undropped = 540000, .dropped = 0.2, .bend = 2};
  const auto found = strange.land(500000);
  REQUIRE(found);
  CHECK(found->bytes.size() >= 485000);
  Files usual{.undropped = 546512, .dropped = 0.12, .bend = 0.5};
  const auto landed = usual.land(500000);
  REQUIRE(landed);
  CHECK(landed->bytes.size() >= 490000);
  CHECK(usual.slow == 1);
}

TEST_CASE("a file that fits as it is loses nothing and is made once") {
  Files files{.undropped = 400000, .dropped = 0.2, .bend = 1};
  const auto landed = files.land(500000);
  REQUIRE(landed);
  CHECK(landed->model.sample_distance == 0.5f);
  CHECK(files.slow == 1);
  CHECK(files.fast == 0);
}

TEST_CASE("a file that is reckoned to fit as it is, but does not, loses a little") {
  Files files{.undropped = 512000, .dropped = 0.2, .bend = 1, .gain = 0.99};
  const auto landed = files.land(500000);
  REQUIRE(landed);
  CHECK(landed->bytes.size() <= 500000);
  CHECK(landed->bytes.size() >= 490000);
  CHECK(landed->model.sample_distance > 0.5f);
}

TEST_CASE("where dropping all small symbols is not enough nothing lands") {
  Files files{.undropped = 800000, .dropped = 0.2, .bend = 1};
  CHECK(!files.land(500000));
  CHECK(!files.land(500000, Effort::fast));
}

TEST_CASE("files of the fast effort land by themselves") {
  Files files{.undropped = 540000, .dropped = 0.2, .bend = 0.5};
  const auto landed = files.land(500000, Effort::fast);
  REQUIRE(landed);
  CHECK(landed->bytes.size() <= 500000);
  CHECK(landed->bytes.size() >= 490000);
  CHECK(files.slow == 0);
}
