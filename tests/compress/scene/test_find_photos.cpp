#include "compress/io/file.h"
#include "compress/scene/find_photos.h"
#include "compress/scene/name_fold.h"
#include "compress/scene/scene.h"
#include "cuda/core/error.h"
#include "tests/compress/scene/sphere_data.h"
#include "tests/support.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace fs = std::filesystem;
using namespace asrg;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// A folder with the files of these names, each of one byte.
class Files {
 public:
  explicit Files(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      fs::create_directories((folder_.path() / name).parent_path());
      test::write_text(folder_.path() / name, "x");
    }
  }

  /// The file taken for `name`, relative to the folder; empty where there is none.
  std::string found(const std::string& name, const std::vector<std::string>& homes = {"."}) const {
    warnings.clear();
    const auto photos =
        find_photos({.folder = folder_.path(), .names_from = "list", .homes = homes, .required = false}, std::span(&name, 1), warnings);
    return photos[0] ? photos[0]->name : "";
  }

  const fs::path& path() const { return folder_.path(); }

  mutable std::vector<std::string> warnings;

 private:
  test::TemporaryDirectory folder_;
};

void write_named(const test::SphereData& data, const fs::path& folder, const std::function<std::string(std::string)>& name) {
  test::write_instant_ngp(data, folder);
  json file = json::parse(read_text_file(folder / "transforms.json"));
  for (json& frame : file["frames"]) frame["file_path"] = name(frame["file_path"].get<std::string>());
  test::write_text(folder / "transforms.json", file.dump());
}

}  // namespace

TEST_CASE("names fold by case and Unicode normal form", "[photos]") {
  CHECK(folded_name("IMG_01.JPG") == "img_01.jpg");
  CHECK(folded_name("caf\xC3\xA9") == folded_name("cafe\xCC\x81"));
  CHECK(folded_name("\xC3\x84pfel") == folded_name("a\xCC\x88pfel"));
  CHECK(folded_name("\xC5\xBD") == folded_name("Z\xCC\x8C"));                    // Latin Extended-A
  CHECK(folded_name("\xED\x95\x9C") == "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB");  // Hangul syllable han
  CHECK(folded_name("cafe") != folded_name("caf\xC3\xA9"));
  CHECK(folded_name("\xFF\xC3") == "\xFF\xC3");  // no UTF-8
  CHECK(folded_name("\xF0\x9F\x8D\x8E") == "\xF0\x9F\x8D\x8E");
}

TEST_CASE("a photo is found as it is named, without a word", "[photos]") {
  const Files files({"images/a.png", "b.jpg", "images/c.JPG"});
  CHECK(files.found("images/a.png") == "images/a.png");
  CHECK(files.found("./images/../images/a") == "images/a.png");
  CHECK(files.found("b") == "b.jpg");
  CHECK(files.found("a.png", {"images", "."}) == "images/a.png");
  CHECK(files.found("b.jpg", {"images", "."}) == "b.jpg");
  CHECK(files.found((files.path() / "images/a.png").string()) == "images/a.png");
  CHECK(files.warnings.empty());
}

TEST_CASE("a photo is found where it lies, with a word", "[photos]") {
  const Files files(
      {"images/a.png", "rgb/b.JPG", "input/deep/c.jpeg", "images_4/d.png", "e.png", "images/caf\xC3\xA9.png", "Photos/f.png"});
  const std::pair<const char*, const char*> cases[] = {
      {"images\\a.png", "images/a.png"},
      {"C:\\Users\\me\\scan\\images\\a.png", "images/a.png"},
      {"/home/other/scan/images/a.png", "images/a.png"},
      {"../elsewhere/images/a.png", "images/a.png"},
      {"a.png", "images/a.png"},
      {"images/a.jpg", "images/a.png"},
      {"Images/A.PNG", "images/a.png"},
      {"a", "images/a.png"},
      {"b.jpg", "rgb/b.JPG"},
      {"photos/b.png", "rgb/b.JPG"},
      {"deep/c.jpg", "input/deep/c.jpeg"},
      {"images/d.png", "images_4/d.png"},
      {"images/e.heic", "e.png"},
      {"images/cafe\xCC\x81.png", "images/caf\xC3\xA9.png"},
      {"photos/F.png", "Photos/f.png"},
  };
  for (const auto& [name, where] : cases) {
    INFO(name);
    CHECK(files.found(name) == where);
    REQUIRE(files.warnings.size() == 1);
    CHECK_THAT(files.warnings[0], Contains(name) && Contains(where) && Contains("list"));
  }
  for (const char* name : {"", ".", "/", "images", "images/none.png", "C:\\", "\\\\", "c.jpg"}) {
    INFO(name);
    CHECK(files.found(name).empty());
  }
}

TEST_CASE("a photo that other names mean is not taken for a missing one", "[photos]") {
  const Files files({"images/a.png", "b.png"});
  std::vector<std::string> warnings;
  const std::vector<std::string> one{"images/a.png", "other/a.png"}, two{"cam0/b.png", "cam1/b.png"}, twice{"cam0/b.png", "cam0/b.png"};
  auto photos = find_photos({.folder = files.path(), .names_from = "list"}, one, warnings);
  CHECK((photos[0] && !photos[1]));
  photos = find_photos({.folder = files.path(), .names_from = "list", .required = false}, two, warnings);
  CHECK((!photos[0] && !photos[1]));
  photos = find_photos({.folder = files.path(), .names_from = "list"}, twice, warnings);
  CHECK((photos[0] && photos[1]));
}

TEST_CASE("where nothing is found the first name and the first place are told", "[photos]") {
  const Files files({"images/a.png"});
  std::vector<std::string> warnings;
  const std::vector<std::string> names{"photos/x.png", "photos/y.png"};
  CHECK_THROWS_WITH(find_photos({.folder = files.path(), .names_from = "list", .homes = {"images"}}, names, warnings),
                    Contains("none of the 2 images that list names") && Contains((files.path() / "images/photos/x.png").string()) &&
                        Contains("rgb") && Contains("images_8"));
}

TEST_CASE("data sets from other machines load", "[photos]") {
  const test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  for (const char* before : {"C:\\scans\\sphere\\", "/data/scans/sphere/", ""}) {
    write_named(data, folder.path(), [&](std::string name) {
      std::replace(name.begin(), name.end(), '/', '\\');
      return before + name;
    });
    const Scene scene = load_scene(folder.path());
    REQUIRE(scene.train.size() == 3);
    CHECK(scene.train[2].name == "images/v02.png");
    REQUIRE(scene.warnings.size() == 1);
    CHECK_THAT(scene.warnings[0], Contains("3 of the 3 images are not where transforms.json says"));
  }
}

TEST_CASE("an absolute path in the file and a relative one on the command line", "[photos]") {
  const test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  write_named(data, folder.path(), [&](const std::string& name) { return (folder.path() / name).string(); });
  const fs::path before = fs::current_path();
  fs::current_path(folder.path().parent_path());
  const Scene scene = load_scene(folder.path().filename());
  fs::current_path(before);
  REQUIRE(scene.train.size() == 3);
  CHECK(scene.train[0].name == "images/v00.png");
  CHECK(scene.warnings.empty());
  // A symbolic link between the two.
  const test::TemporaryDirectory other;
  fs::create_directory_symlink(folder.path(), other.path() / "link");
  CHECK(load_scene(other.path() / "link").train[1].name == "images/v01.png");
}

TEST_CASE("reduced photos beside a camera in pixels of the full ones", "[photos]") {
  const test::SphereData data = test::make_sphere_data(2);
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(data, folder.path());
  json file = json::parse(read_text_file(folder.path() / "transforms.json"));
  for (const char* key : {"w", "h", "cx", "cy"}) file.erase(key);
  file["fl_x"] = file["fl_y"] = 180;
  test::write_text(folder.path() / "transforms.json", file.dump());
  fs::rename(folder.path() / "images", folder.path() / "images_2");
  const Scene scene = load_scene(folder.path());
  CHECK(scene.train[0].name == "images_2/v00.png");
  CHECK(scene.train[0].camera.focal == glm::vec2(90));
  CHECK(scene.train[0].camera.principal_point == glm::vec2(30, 24));
}

TEST_CASE("photos of COLMAP, LLFF and Middlebury are looked for, too", "[photos]") {
  const test::SphereData data = test::make_sphere_data(3);
  SECTION("COLMAP") {
    const test::TemporaryDirectory folder;
    test::write_colmap_binary(data, folder.path());
    fs::rename(folder.path() / "images", folder.path() / "input");
    fs::rename(folder.path() / "input/v01.png", folder.path() / "input/v01.PNG");
    const Scene scene = load_scene(folder.path());
    REQUIRE(scene.train.size() == 3);
    CHECK(scene.train[1].name == "input/v01.PNG");
    CHECK(scene.warnings.size() == 1);
  }
  SECTION("LLFF") {
    const test::TemporaryDirectory folder;
    test::write_llff(data, folder.path());
    fs::rename(folder.path() / "images", folder.path() / "images_4");
    const Scene scene = load_scene(folder.path());
    REQUIRE(scene.train.size() == 3);
    CHECK(scene.train[0].name == "images_4/v00.png");
    CHECK_THAT(scene.warnings.at(0), Contains("images_4"));
  }
  SECTION("Middlebury") {
    const test::TemporaryDirectory folder;
    test::write_middlebury(data, folder.path());
    fs::create_directory(folder.path() / "images");
    for (const std::string& name : data.names) fs::rename(folder.path() / (name + ".png"), folder.path() / "images" / (name + ".png"));
    const Scene scene = load_scene(folder.path());
    REQUIRE(scene.train.size() == 3);
    CHECK(scene.train[0].name == "images/v00.png");
    CHECK(scene.warnings.size() == 1);
  }
}

TEST_CASE("a mask is found where it lies, but no photo is taken for one", "[photos]") {
  const test::SphereData data = test::make_sphere_data(3);
  const test::TemporaryDirectory folder;
  test::write_instant_ngp(data, folder.path());
  fs::create_directory(folder.path() / "m");
  for (const std::string& name : data.names)
    fs::copy_file(folder.path() / "images" / (name + ".png"), folder.path() / "m" / (name + ".png"));
  const json original = json::parse(read_text_file(folder.path() / "transforms.json"));
  const auto with_mask = [&](const char* path) {
    json file = original;
    file["frames"][1]["mask_path"] = path;
    test::write_text(folder.path() / "transforms.json", file.dump());
    return load_scene(folder.path()).warnings;
  };
  CHECK_THAT(with_mask("m/v01.png").at(0), Contains("a mask for 1 of 3 photos"));
  CHECK(with_mask("D:\\set\\m\\v01.png").size() == 2);
  CHECK(with_mask("").empty());
  CHECK_THROWS_WITH(with_mask("none/v01.png"), Contains("names the mask") && Contains("none/v01.png"));
}
