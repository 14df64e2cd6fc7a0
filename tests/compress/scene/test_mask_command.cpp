#include "compress/image/png.h"
#include "compress/image/read_image.h"
#include "compress/scene/mask_command.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

using namespace asrg;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;
using Words = std::vector<std::string>;

TEST_CASE("a mask command's words", "[masks]") {
  CHECK(mask_command_words("rembg i -om {in} {out}", "a b.png", "m.png") == Words{"rembg", "i", "-om", "a b.png", "m.png"});
  CHECK(mask_command_words("sh -c 'x \"$0\" > $1' \"{in}\" --to={out}", "a", "b") == Words{"sh", "-c", "x \"$0\" > $1", "a", "--to=b"});
  CHECK(mask_command_words("both={in}:{out}", "{out}", "m") == Words{"both={out}:m"});
  CHECK_THROWS_WITH(mask_command_words("rembg {in}", "a", "b"), Contains("{out}"));
  CHECK_THROWS_WITH(mask_command_words("", "a", "b"), Contains("{in}"));
  CHECK_THROWS_WITH(mask_command_words("'rembg {in} {out}", "a", "b"), Contains("quotation mark"));
}

TEST_CASE("masks that a program makes are kept, and found by every reader", "[masks]") {
  const test::TemporaryDirectory folder;
  const test::SphereData data = test::make_sphere_data(4);
  test::write_colmap_binary(data, folder.path());
  // The program finds each photo's mask in a folder apart, and writes down for which it was run.
  fs::rename(folder.path() / "masks", folder.path() / "answers");
  const std::string log = folder.path() / "log";
  const std::string program = "sh -c 'echo x >> " + log + "; [ ! -e " + folder.path().string() +
                              "/fail.$(basename \"$0\") ] || { echo no object; exit 3; }; cp " + folder.path().string() +
                              "/answers/$(basename \"$0\") \"$1\"' {in} {out}";
  std::atomic<bool> stop = false;
  double last = 0;
  const auto run = [&] {
    return run_mask_command(
        program, missing_masks(folder.path(), list_scene(folder.path())), [&](double f, const std::string&) { last = f; }, stop);
  };
  CHECK_FALSE(load_scene(folder.path()).masked);
  test::write_text(folder.path() / "fail.v02.png", "");
  CHECK_THROWS_WITH(run(), Contains("sh for") && Contains("v02.png") && Contains("exit status 3") && Contains("no object"));
  const auto made = [&] {
    std::size_t count = 0;
    for (const std::string& name : data.names) count += fs::exists(folder.path() / "masks/images" / (name + ".png.png"));
    return count;
  };
  const std::size_t before = made();  // the photos come in the data set's order
  CHECK_FALSE(fs::exists(folder.path() / "masks/images/v02.png.png"));
  fs::remove(folder.path() / "fail.v02.png");
  fs::remove(log);
  CHECK(run());
  CHECK(last == 1);
  CHECK(made() == 4);
  CHECK(fs::file_size(log) == 2 * (4 - before));  // a line of two bytes for each that was not made before
  const Scene scene = load_scene(folder.path());
  CHECK(scene.masked);
  CHECK(scene.train.size() == 4);
  CHECK(missing_masks(folder.path(), list_scene(folder.path())).empty());
}

TEST_CASE("a mask program that writes nothing, or no image, is named", "[masks]") {
  const test::TemporaryDirectory folder;
  const fs::path photo = folder.path() / "a.png", mask = folder.path() / "masks" / "a.png.png";
  write_png(photo, ImageU8(4, 4, 3));
  std::atomic<bool> stop = false;
  const auto run = [&](const std::string& command) {
    return run_mask_command(
        command, {{photo, mask}}, [](double, const std::string&) {}, stop);
  };
  CHECK_THROWS_WITH(run("true {in} {out}"), Contains("true for") && Contains("wrote no"));
  CHECK_THROWS_WITH(run("sh -c 'echo hello > $1' {in} {out}"), Contains("no image"));
  CHECK_THROWS_WITH(run("no-such-segmenter {in} {out}"), Contains("no-such-segmenter") && Contains("cannot be started"));
  CHECK_FALSE(fs::exists(mask));
  stop = true;
  CHECK_FALSE(run("cp {in} {out}"));
}
