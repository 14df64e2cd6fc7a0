#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>

#include <csignal>

using namespace asrg;
using nlohmann::json;
using test::run_asrg;

TEST_CASE("eval chooses views that the fit never saw, and refuses the others") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", measured = folder.path() / "m.json";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {"--holdout", "4"});
  const auto eval = [&](std::vector<std::string> more, const std::filesystem::path& with) {
    std::vector<std::string> words{"eval", model, with, "--json", measured, "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto names = [&] {
    std::vector<std::string> result;
    const json all = json::parse(read_text_file(measured));
    for (const json& v : all["per_view"]) result.push_back(v["name"]);
    return result;
  };
  CHECK(eval({}, data).exit_code == 0);
  CHECK(names() == std::vector<std::string>{"test/v08.png", "test/v09.png"});
  CHECK(eval({"--split", "holdout4"}, data).exit_code == 0);
  CHECK(names() == std::vector<std::string>{"train/v00.png", "train/v04.png"});
  CHECK(json::parse(read_text_file(measured))["split"] == "holdout4");
  CHECK(eval({"--split", "train"}, data).exit_code == 0);
  CHECK(names().size() == 6);
  const auto refused = eval({"--split", "holdout3"}, data);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, Catch::Contains("fitted on train/v03.png"));
  for (const char* split : {"holdout", "holdout0", "holdoutx", "holdout-2", "validation"})
    CHECK(eval({"--split", split}, data).exit_code == 1);

  // A copy under another name holds the same photos.
  const auto copy = folder.path() / "copy";
  std::filesystem::copy(data, copy, std::filesystem::copy_options::recursive);
  CHECK(eval({"--split", "holdout3"}, copy).exit_code == 1);

  // Without a test split, those held out when the file was built.
  std::filesystem::remove(copy / "transforms_test.json");
  CHECK(eval({}, copy).exit_code == 0);
  CHECK(names() == std::vector<std::string>{"train/v00.png", "train/v04.png"});
  CHECK(eval({"--split", "test"}, copy).exit_code == 1);
}

TEST_CASE("eval measures at the scale of the build unless told otherwise, on what background one wants") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", measured = folder.path() / "m.json";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {"--downscale", "2"});
  const auto downscale = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"eval", model, data, "--json", measured, "--images", folder.path() / "views", "-q"};
    words.insert(words.end(), more.begin(), more.end());
    CHECK(run_asrg(words).exit_code == 0);
    return json::parse(read_text_file(measured))["downscale"];
  };
  CHECK(downscale({}) == 2);
  ImageU8 picture = decode_png(read_file(folder.path() / "views" / "test_v08.png"), "view");
  CHECK(picture.width == 3 * 16);
  CHECK(picture.at(0, 0)[0] == 255);
  CHECK(downscale({"--downscale", "1", "--background", "black"}) == 1);
  picture = decode_png(read_file(folder.path() / "views" / "test_v08.png"), "view");
  CHECK(picture.width == 3 * 32);
  CHECK(picture.at(0, 0)[0] == 0);
}

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

TEST_CASE("eval says where the photos seem to be another scene's") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", other = folder.path() / "other", model = folder.path() / "x.asrg";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  CHECK_THAT(run_asrg({"eval", model, data, "-q"}).err, !Catch::Contains("another scene"));
  std::filesystem::copy(data, other, std::filesystem::copy_options::recursive);
  auto r = run_asrg({"eval", model, other, "-q"});
  CHECK(r.exit_code == 0);
  CHECK_THAT(r.err, Catch::Contains("fitted on the data set data, this one is called other"));
  std::filesystem::rename(other / "train", other / "pictures");
  std::string text = read_text_file(other / "transforms_train.json");
  for (std::size_t i = 0; (i = text.find("train/", i)) != text.npos;) text.replace(i, 5, "pictures");
  test::write_text(other / "transforms_train.json", text);
  r = run_asrg({"eval", model, other, "-q"});
  CHECK(r.exit_code == 0);
  CHECK_THAT(r.err, Catch::Contains("none of the") && Catch::Contains("is that another scene?"));
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

TEST_CASE("eval measures LPIPS with weights, and names what is wrong with them") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", measured = folder.path() / "m.json";
  test::write_small_data_set(data);
  test::build_small_model(data, model);
  const auto wrong = folder.path() / "weights.npz";
  test::write_text(wrong, "no weights");
  const auto r = run_asrg({"eval", model, data, "--lpips", wrong});
  CHECK(r.exit_code == 2);
  CHECK_THAT(r.err, Catch::Contains("weights.npz"));
  const auto weights = test::external_data("lpips/lpips_alex.npz");
  if (!weights) return test::skip("there are no LPIPS weights");
  CHECK(run_asrg({"eval", model, data, "--lpips", *weights, "--json", measured, "-q"}).exit_code == 0);
  const json result = json::parse(read_text_file(measured));
  CHECK(result["lpips"] > 0);
  CHECK(result["lpips_net"] == "alex");
}

TEST_CASE("eval --align tells what cameras and exposure put right would be worth, besides what is") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg", measured = folder.path() / "m.json";
  test::write_small_data_set(data);
  test::build_small_model(data, model, {}, 60);
  const auto eval = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"eval", model, data, "--json", measured, "-q"};
    words.insert(words.end(), more.begin(), more.end());
    const auto r = run_asrg(words);
    REQUIRE(r.exit_code == 0);
    return std::pair(json::parse(read_text_file(measured)), r.out);
  };
  const auto [plain, text] = eval({});
  CHECK(plain["aligned"].is_null());
  CHECK_THAT(text, !Catch::Contains("aligned"));
  // The test views' cameras are moved a little to the side.
  const auto cameras = data / "transforms_test.json";
  json moved = json::parse(read_text_file(cameras));
  for (json& frame : moved["frames"])
    for (int axis = 0; axis < 3; ++axis) frame["transform_matrix"][axis][3] = frame["transform_matrix"][axis][3].get<double>() + 0.03;
  test::write_text(cameras, moved.dump());
  const auto [aligned, told] = eval({"--align"});
  CHECK_THAT(told, Catch::Contains("with cameras and exposure aligned"));
  const double given = aligned["psnr"], better = aligned["aligned"]["psnr"];
  CAPTURE(plain["psnr"], given, better);
  CHECK(given < plain["psnr"].get<double>() - 1);
  CHECK(better > given + 1);
  CHECK(aligned["per_view"][0]["aligned"]["ssim"].get<double>() > aligned["per_view"][0]["ssim"].get<double>());
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

TEST_CASE("a checkpoint of another fit, or a damaged one, is refused") {
  const test::TemporaryDirectory folder;
  const auto data = folder.path() / "data", model = folder.path() / "x.asrg";
  const auto checkpoint = folder.path() / "x.asrg.ckpt";
  test::write_small_data_set(data);
  const auto stopped =
      test::run_asrg_until({"build", data, "-o", model, "--resolution", "32", "--steps", "10000000", "--seed", "3"}, " %, left ", SIGTERM);
  CHECK(stopped.exit_code == 130);
  CHECK_THAT(stopped.err, Catch::Contains("asrg build " + data.string()) && Catch::Contains("--seed 3 --resume " + checkpoint.string()));
  REQUIRE(std::filesystem::exists(checkpoint));
  const auto resume = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"build", data, "-o", model, "--resume", checkpoint, "--steps", "10", "--quiet", "--fast-encode"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto other = resume({"--holdout", "4"});
  CHECK(other.exit_code == 1);
  CHECK_THAT(other.err, Catch::Contains("other photos"));
  const auto good = read_file(checkpoint);
  auto bytes = good;
  bytes[bytes.size() / 2] ^= 1;
  test::write_bytes(checkpoint, bytes);
  CHECK(resume({}).exit_code == 3);
  bytes.resize(12);
  test::write_bytes(checkpoint, bytes);
  CHECK(resume({}).exit_code == 3);
  CHECK(!std::filesystem::exists(model));
  test::write_bytes(checkpoint, good);
  CHECK(resume({}).exit_code == 0);
  CHECK(run_asrg({"validate", model}).exit_code == 0);
  CHECK(!std::filesystem::exists(checkpoint));
}

TEST_CASE("a build that fails names no checkpoint of another") {
  const test::SmallDataSet set;
  const auto model = set.folder.path() / "x.asrg", checkpoint = set.folder.path() / "x.asrg.ckpt";
  test::build_small_model(set.data, model, {"--keep-checkpoint", "--checkpoint-interval", "0"});
  REQUIRE(std::filesystem::exists(checkpoint));
  const auto in_no_time = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"build", set.data, "-o", model, "--time-limit", "0.000001", "--quiet"};
    words.insert(words.end(), more.begin(), more.end());
    return run_asrg(words);
  };
  const auto other = in_no_time({"--resolution", "32"});
  CHECK(other.exit_code == 4);
  CHECK_THAT(other.err, Catch::Contains("no time for a single step") && !Catch::Contains("holds what was fitted"));
  CHECK(std::filesystem::exists(checkpoint));
}
