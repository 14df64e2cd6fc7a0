#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

TEST_CASE("a pixel is integrated as the model was fitted: eval, render and info agree") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", fine = folder.path() / "fine.asrg", plain = folder.path() / "plain.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, fine, {"--downscale", "2"}, 60);
  test::build_small_model(data, plain, {"--downscale", "2", "--supersample", "1"});
  const auto info = [](const std::filesystem::path& file) { return json::parse(run_asrg({"info", file, "--json"}).out); };
  CHECK(info(fine)["supersample"] == 2);
  CHECK(info(plain)["supersample"] == 1);
  CHECK(info(fine)["resolution"] == info(plain)["resolution"]);
  CHECK(info(fine)["provenance"]["view"]["size"] == json({16, 16}));
  CHECK(info(fine)["provenance"]["downscale"] == 2);
  const auto drawn = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"render", fine, "-q", "-o", folder.path() / "x.png"};
    words.insert(words.end(), more.begin(), more.end());
    CHECK(run_asrg(words).exit_code == 0);
    return decode_png(read_file(folder.path() / "x.png"), "x").pixels;
  };
  CHECK(drawn({}) == drawn({"--supersample", "2"}));
  CHECK(drawn({}) != drawn({"--supersample", "1"}));
  const auto views = folder.path() / "views", cameras = folder.path() / "cameras";
  CHECK(run_asrg({"eval", fine, data, "--images", views, "-q"}).exit_code == 0);
  CHECK(run_asrg(
            {"render", fine, "--cameras", data / "transforms_test.json", "--size", "16x16", "--background", "white", "-q", "-o", cameras})
            .exit_code == 0);
  const ImageU8 judged = decode_png(read_file(views / "test_v08.png"), "judged"),
                camera = decode_png(read_file(cameras / "frame_0000.png"), "camera");
  REQUIRE(judged.width == 3 * camera.width);
  for (int y = 0; y < camera.height; ++y)
    for (int x = 0; x < camera.width; ++x)
      for (int c = 0; c < 3; ++c) REQUIRE(judged.at(16 + x, y)[c] == camera.at(x, y)[c]);
  const auto refused = run_asrg({"build", data, "-o", folder.path() / "y.asrg", "--downscale", "2", "--supersample", "3"});
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, Catch::Contains("--supersample 3") && Catch::Contains("--downscale"));
}

TEST_CASE("a geo-referenced data set gives the model that it gives at the origin") {
  const test::TemporaryDirectory folder;
  const auto near = folder.path() / "near" / "set", far = folder.path() / "far" / "set";
  test::write_small_data_set(near);
  std::filesystem::create_directories(far.parent_path());
  std::filesystem::copy(near, far, std::filesystem::copy_options::recursive);
  const double offset[] = {500000, 4000000, 100};
  for (const char* name : {"transforms_train.json", "transforms_test.json"}) {
    json file = json::parse(read_text_file(far / name));
    for (json& frame : file["frames"])
      for (std::size_t i = 0; i < 3; ++i) frame["transform_matrix"][i][3] = frame["transform_matrix"][i][3].get<double>() + offset[i];
    test::write_text(far / name, file.dump());
  }
  const auto psnr = [&](const std::filesystem::path& data, const std::string& box) {
    const auto model = data.parent_path() / "x.asrg", measured = folder.path() / "m.json";
    test::build_small_model(data, model, {"--box", box}, 40);
    const auto eval = run_asrg({"eval", model, data, "--json", measured, "-q"});
    CHECK_THAT(eval.err, !Catch::Contains("another scene"));
    const auto r = run_asrg({"render", model, "--cameras", data / "transforms_test.json", "-o", data.parent_path() / "x.png", "-q"});
    CHECK(r.exit_code == 0);
    return json::parse(read_text_file(measured))["psnr"].get<double>();
  };
  const double here = psnr(near, "-0.4,-0.9,-0.6,1,0.5,0.8"), there = psnr(far, "499999.6,3999999.1,99.4,500001,4000000.5,100.8");
  CHECK(here > 15);
  CHECK(std::abs(here - there) < 0.2);
  const ImageU8 a = decode_png(read_file(near.parent_path() / "x.png"), "near"),
                b = decode_png(read_file(far.parent_path() / "x.png"), "far");
  REQUIRE(a.pixels.size() == b.pixels.size());
  double difference = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) difference += std::abs(int{a.pixels[i]} - int{b.pixels[i]});
  CHECK(difference / static_cast<double>(a.pixels.size()) < 2);
}

TEST_CASE("pictures are drawn from the cameras of a file, which needs no photos") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", cameras = folder.path() / "cameras.json";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {}, 40);
  const auto draw = [&](const std::string& text, std::vector<std::string> more = {}) {
    test::write_text(cameras, text);
    std::vector<std::string> words{"render", model, "--cameras", cameras, "-o", folder.path() / "out", "--layer", "opacity", "-q"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto centre_of_mass = [&] {
    const ImageU8 image = decode_png(read_file(folder.path() / "out" / "frame_0000.png"), "frame");
    glm::dvec2 sum(0);
    double mass = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        sum += static_cast<double>(image.at(x, y)[0]) * (glm::dvec2(x, y) + 0.5);
        mass += image.at(x, y)[0];
      }
    return sum / mass / glm::dvec2(image.width, image.height);
  };
  // The camera looks along -z of its own axes at the sphere's centre (0.3, -0.2, 0.1).
  json file{{"fl_x", 90}, {"w", 60}, {"h", 40}};
  file["frames"] = {{{"transform_matrix", {{1, 0, 0, 0.3}, {0, 1, 0, -0.2}, {0, 0, 1, 3.1}, {0, 0, 0, 1}}}}};
  auto r = draw(file.dump());
  INFO(r.err);
  REQUIRE(r.exit_code == 0);
  CHECK(decode_png(read_file(folder.path() / "out" / "frame_0000.png"), "frame").width == 60);
  CHECK(glm::length(centre_of_mass() - 0.5) < 0.03);
  file["cx"] = 45;
  CHECK(draw(file.dump()).exit_code == 0);
  CHECK(glm::length(centre_of_mass() - glm::dvec2(0.75, 0.5)) < 0.03);
  CHECK(draw(file.dump(), {"--size", "30x40"}).exit_code == 0);
  json fisheye = file;
  fisheye["is_fisheye"] = true;
  CHECK(draw(fisheye.dump()).exit_code == 5);
  CHECK(glm::length(centre_of_mass() - glm::dvec2(0.75, 0.5)) < 0.03);

  for (const char* wrong : {"", "[]", "{}", R"({"frames": []})", R"({"frames": [{}]})", R"({"camera_angle_x": 1, "frames": [{}]})",
                            R"({"camera_angle_x": 1, "frames": [7]})", R"({"camera_angle_x": "wide", "frames": [{}]})",
                            R"({"camera_angle_x": -1, "frames": [{"transform_matrix": [[1,0,0,0],[0,1,0,0],[0,0,1,0]]}]})",
                            R"({"camera_angle_x": 1, "frames": [{"transform_matrix": [[0,0,0,0],[0,0,0,0],[0,0,0,0]]}]})",
                            R"({"camera_angle_x": 1, "frames": [{"transform_matrix": [[1,0,0],[0,1,0],[0,0,1]]}]})",
                            R"({"fl_x": 1, "w": 1e9, "h": 5, "frames": [{"transform_matrix": [[1,0,0,0],[0,1,0,0],[0,0,1,0]]}]})"}) {
    INFO(wrong);
    r = draw(wrong);
    CHECK(r.exit_code == 2);
    CHECK_THAT(r.err, Catch::StartsWith("asrg: ") && Catch::Contains("cameras.json"));
  }
}
