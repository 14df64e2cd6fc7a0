#include "compress/model/found_lens.h"
#include "compress/model/provenance.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace asrg;
using nlohmann::json;

namespace {

Camera phone() {
  Camera c;
  c.size = {1080, 1920};
  c.focal = {1375, 1374};
  c.principal_point = {554, 965};
  c.k1 = 0.05f;
  c.p2 = -0.001f;
  return c;
}

const LensChange change{.log_focal = 0.02f, .centre = {0.003f, -0.004f}, .radial = -0.06f};

}  // namespace

TEST_CASE("a lens that was found is one of all pictures that its camera took, reduced ones too") {
  const std::vector<FoundLens> lenses{FoundLens::of(phone(), change)};
  CHECK(change_of(phone(), lenses) == change);
  CHECK(change_of(phone().downscaled(7), lenses) == change);  // 1080 / 7 is rounded down
  Camera elsewhere = phone();
  elsewhere.position = {1, 2, 3};
  CHECK(change_of(elsewhere, lenses) == change);
  Camera longer = phone(), straight = phone(), shifted = phone();
  longer.focal *= 1.02f;
  straight.k1 = 0;
  shifted.principal_point.x -= 14;
  for (const Camera& other : {longer, straight, shifted}) CHECK(change_of(other, lenses) == LensChange{});
  CHECK(change_of(phone(), {}) == LensChange{});
}

TEST_CASE("found lenses are read as they were written, and what makes no lens is skipped") {
  const FoundLens lens = FoundLens::of(phone(), change);
  json provenance;
  provenance["lenses"].push_back(lens_json(lens));
  const Provenance read = read_provenance(json::parse(provenance.dump()));
  REQUIRE(read.lenses.size() == 1);
  CHECK(read.lenses[0] == lens);
  CHECK(read.with_found_lens(phone()) == change.of(phone()));
  const auto without = [&](const char* key, const json& value) {
    json j = lens_json(lens);
    j[key] = value;
    return j;
  };
  for (const json& wrong : {json(7), json::array(), without("focal", {1, 0}), without("focal", {1}), without("change", {0, 0, 0, 1e9}),
                            without("distortion", {0, 0, 0, 0, "x"}), without("principal_point", nullptr)})
    CHECK(read_lenses(json::array({wrong})).empty());
  CHECK(read_lenses(json(nullptr)).empty());
  CHECK(read_lenses(json::array({lens_json(lens), 7, lens_json(lens)})).size() == 2);
}
