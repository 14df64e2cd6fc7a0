#include "compress/image/png.h"
#include "compress/io/file.h"
#include "tests/compress/commands/program.h"
#include "tests/compress/commands/small_model.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

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
