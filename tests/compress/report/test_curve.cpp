#include "compress/report/rate_plot.h"
#include "tests/compress/report/report_for_test.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace asrg;

TEST_CASE("curve.csv has a row a model, quoted where a name needs it") {
  const std::string csv = curve_csv(test::report_for_test());
  CHECK(csv ==
        "file,asked,bytes,psnr,ssim,lpips,cells,device_bytes,ms_per_frame,seconds\n"
        "0.asrg,40100,40000,28.5000,0.90000,0.10000,1000,5000000,5.00,12.5\n"
        "\"a,\"\"b\"\".asrg\",210100,210000,30.5000,0.92000,0.07000,2000,5000000,5.00,12.5\n"
        "2.asrg,1200100,1200000,32.5000,0.94000,0.04000,3000,5000000,5.00,12.5\n");
}

TEST_CASE("what was not measured is empty in the table and null in the JSON") {
  Report r = test::report_for_test();
  r.models.resize(1);
  r.models[0].asked = 0;
  r.models[0].seconds = 0;
  for (ViewResult& v : r.models[0].measured.views) v.lpips = std::nullopt;
  CHECK(curve_csv(r).find("0.asrg,,40000,28.5000,0.90000,,1000,5000000,5.00,\n") != std::string::npos);
  const auto j = metrics_json(r);
  CHECK(j["models"][0]["lpips"].is_null());
  CHECK(j["models"][0]["asked"].is_null());
  CHECK(j["models"][0]["seconds"].is_null());
}

TEST_CASE("metrics.json holds what eval says of each model, and where its bytes are") {
  const auto j = metrics_json(test::report_for_test());
  CHECK(j["format"] == "asrg-metrics");
  REQUIRE(j["models"].size() == 3);
  const auto& m = j["models"][1];
  CHECK(m["psnr"] == Approx(30.5));
  CHECK(m["file"] == "a,\"b\".asrg");
  CHECK(m["bytes"] == 210000);
  CHECK(m["per_view"].size() == 2);
  CHECK(m["levels"][0]["octree"] == 10);
  CHECK(m["levels"][1]["features"] == 4);
}

TEST_CASE("the plot's points are the table's, the larger to the right and the better above") {
  const std::string svg = rate_plot(test::report_for_test(), false);
  const std::regex point(
      "data-measure=\"psnr\" data-file=\"([^\"]*)\" data-bytes=\"(\\d+)\" data-value=\"([^\"]*)\".*?cx=\"([^\"]*)\" cy=\"([^\"]*)\"");
  std::vector<std::smatch> found;
  for (std::sregex_iterator i(svg.begin(), svg.end(), point), end; i != end; ++i) found.push_back(*i);
  REQUIRE(found.size() == 3);
  CHECK(found[1][1] == "a,&quot;b&quot;.asrg");
  CHECK(found[1][2] == "210000");
  CHECK(found[1][3] == "30.5000");
  const auto number = [&](std::size_t i, std::size_t group) { return std::stod(found[i][group]); };
  CHECK(number(0, 4) < number(1, 4));
  CHECK(number(0, 5) > number(1, 5));
  // A logarithmic axis: 40 to 210 kB is nearly as far as 210 kB to 1.2 MB.
  const double ratio = (number(2, 4) - number(1, 4)) / (number(1, 4) - number(0, 4));
  CHECK(ratio == Approx(std::log(1200.0 / 210) / std::log(210.0 / 40)).epsilon(0.02));
  CHECK(svg.starts_with("<svg xmlns"));
}

TEST_CASE("a plot of one model has its point") {
  Report r = test::report_for_test();
  r.models.resize(1);
  const std::string svg = rate_plot(r, true);
  CHECK(svg.find("data-bytes=\"40000\"") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
}
