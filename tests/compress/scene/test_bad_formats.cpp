#include "cuda/core/error.h"
#include "tests/compress/scene/damaged_data_set.h"

#include <catch2/catch.hpp>

#include <filesystem>

#include <cmath>

using namespace asrg;
using Catch::Matchers::Contains;
using test::DamagedDataSet;

TEST_CASE("LLFF poses that are malformed", "[bad input]") {
  const DamagedDataSet data(test::write_llff);
  const auto with_poses = [&](std::size_t rows, std::size_t columns, const std::vector<double>& values) {
    test::write_bytes(data.path("poses_bounds.npy"), test::npy_bytes(rows, columns, values));
    return data.error();
  };
  std::vector<double> row{0, 1, 0, 0, 96, 1, 0, 0, 0, 120, 0, 0, -1, 0, 180, 1, 4}, three;
  for (int i = 0; i < 3; ++i) three.insert(three.end(), row.begin(), row.end());
  CHECK(with_poses(3, 17, three).empty());
  CHECK_THAT(with_poses(3, 16, std::vector<double>(48)), Contains("shape (3, 16), not (N, 17)"));
  CHECK_THAT(with_poses(17, 3, three), Contains("shape (17, 3)"));
  CHECK_THAT(with_poses(2, 17, std::vector<double>(34)), Contains("3 images") && Contains("2 rows"));
  CHECK_THAT(with_poses(0, 17, {}), Contains("shape (0, 17)"));
  const auto with_value = [&](std::size_t index, double value) {
    auto values = three;
    values[17 + index] = value;
    return with_poses(3, 17, values);
  };
  CHECK_THAT(with_value(1, std::nan("")), Contains("row 1 of") && Contains("not finite"));
  CHECK_THAT(with_value(3, INFINITY), Contains("row 1 of") && Contains("not finite"));
  CHECK_THAT(with_value(12, 1.0), Contains("row 1 of") && Contains("not a rotation"));
  CHECK_THAT(with_value(14, 0.0), Contains("row 1 of") && Contains("focal length"));
  CHECK_THAT(with_value(4, 0.0), Contains("row 1 of") && Contains("camera for images of"));
  CHECK_THAT(with_value(4, std::nan("")), Contains("row 1 of"));
  CHECK_THAT(with_value(4, 500.0), Contains("60 x 48 pixels"));
  test::write_text(data.path("poses_bounds.npy"), "garbage");
  CHECK_THAT(data.error(), Contains("poses_bounds.npy is not a .npy file"));
  with_poses(3, 17, three);
  std::filesystem::remove_all(data.path("images"));
  CHECK_THAT(data.error(), Contains("images"));
}

TEST_CASE("Middlebury parameters that are malformed", "[bad input]") {
  const DamagedDataSet data(test::write_middlebury);
  const std::string k = " 90 0 30 0 90 24 0 0 1", r = " 1 0 0 0 1 0 0 0 1", t = " 0 0 1\n";
  const auto with_lines = [&](const std::string& text, ErrorKind kind = ErrorKind::io) {
    test::write_text(data.path("sphere_par.txt"), text);
    return data.error(kind);
  };
  CHECK(with_lines("1\nv00.png" + k + r + t).empty());
  CHECK_THAT(with_lines(""), Contains("number of images"));
  CHECK_THAT(with_lines("2\nv00.png" + k + r + t), Contains("announces 2 images, but has 1"));
  CHECK_THAT(with_lines("99999999999999\nv00.png" + k + r + t), Contains("announces 99999999999999"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0\n"), Contains("image 0 of") && Contains("21 numbers"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0 x\n"), Contains("21 numbers"));
  CHECK_THAT(with_lines("1\nv00.png" + k + " nan 0 0 0 1 0 0 0 1" + t), Contains("not finite"));
  CHECK_THAT(with_lines("1\nv00.png" + k + " -1 0 0 0 1 0 0 0 1" + t), Contains("not a rotation"));
  CHECK_THAT(with_lines("1\nv00.png 0 0 30 0 90 24 0 0 1" + r + t), Contains("focal length"));
  CHECK_THAT(with_lines("1\nv00.png 90 5 30 0 90 24 0 0 1" + r + t, ErrorKind::unsupported), Contains("skew"));
  CHECK_THAT(with_lines("1\nnone.png" + k + r + t), Contains("none of the 1 images") && Contains("the first, none.png, is neither"));
  CHECK_THAT(with_lines("1\nv00.png" + k + r + " 0 0 1,5\n"), Contains("21 numbers"));
}
