#include "compress/io/file.h"
#include "compress/report/report_page.h"
#include "tests/compress/report/browser.h"
#include "tests/compress/report/report_for_test.h"
#include "tests/support.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace asrg;

namespace {

/// The report with a script at its end that does what a person does, and leaves in the document what came of it.
std::string page_with_probe() {
  std::string page = report_page(test::report_for_test());
  const std::string probe = R"(<script>
const point = document.querySelectorAll('.point[data-measure=psnr]')[1];
point.dispatchEvent(new MouseEvent('mouseenter'));
document.body.dataset.tip = getComputedStyle(tip).visibility + ': ' + tip.textContent;
point.dispatchEvent(new MouseEvent('mouseleave'));
document.body.dataset.after = getComputedStyle(tip).visibility;
document.body.dataset.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
document.body.dataset.pictures = [...document.images].filter((i) => i.complete && i.naturalWidth > 0).length + ' of ' + document.images.length;
setTimeout(() => { document.body.dataset.turned = document.querySelector('.turn img').style.left; }, 2000);
</script></body>)";
  page.replace(page.find("</body>"), 7, probe);
  return page;
}

std::string attribute(const std::string& dom, const std::string& name) {
  std::smatch found;
  return std::regex_search(dom, found, std::regex(" data-" + name + "=\"([^\"]*)\"")) ? found[1].str() : "(none)";
}

}  // namespace

TEST_CASE("a report's page names everything, and nothing in it is taken for HTML") {
  const std::string page = report_page(test::report_for_test());
  CHECK(page.find("shoe: size &lt;against&gt; quality") != std::string::npos);
  CHECK(page.find("a note with &lt;b&gt;") != std::string::npos);
  CHECK(page.find("asrg sweep &#39;photos/a &amp; b&#39; -o shoe") != std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
  CHECK(page.find("30.50") != std::string::npos);
  CHECK(page.find("1200000") != std::string::npos);
}

TEST_CASE("a report in a browser: its pictures, points that tell their numbers, no error, no request, nothing too wide") {
  if (!test::have_browser()) return test::skip("there is no chromium");
  const test::TemporaryDirectory folder;
  const auto file = folder.path() / "report.html";
  write_text_file_atomically(file, page_with_probe());
  for (const int width : {500, 1200}) {
    const test::OpenedPage page = test::open_page(file, width);
    CHECK(page.console == "");
    CHECK(page.network == "");
    CHECK(attribute(page.dom, "tip") ==
          "visible: the &quot;middle&quot; one: 210.0 kB (210000 bytes), 30.50 dB, SSIM 0.9200, LPIPS 0.0700");
    CHECK(attribute(page.dom, "after") == "hidden");
    CHECK(attribute(page.dom, "overflow") == "0");
    CHECK(attribute(page.dom, "pictures") == "10 of 10");
    CHECK(attribute(page.dom, "turned") != "(none)");
    // Three measures of three models; those of PSNR are the table's.
    const std::regex point("data-measure=\"psnr\" data-file=\"[^\"]*\" data-bytes=\"(\\d+)\" data-value=\"([^\"]*)\"");
    std::string points;
    for (std::sregex_iterator i(page.dom.begin(), page.dom.end(), point), end; i != end; ++i)
      points += (*i)[1].str() + " " + (*i)[2].str() + "\n";
    CHECK(points == "40000 28.5000\n210000 30.5000\n1200000 32.5000\n");
  }
}

TEST_CASE("the browser tests would see a request and an error") {
  if (!test::have_browser()) return test::skip("there is no chromium");
  const test::TemporaryDirectory folder;
  const auto file = folder.path() / "bad.html";
  write_text_file_atomically(
      file, "<!doctype html><link rel=icon href='data:,'><img src='http://127.0.0.1:9/x.png'><script>nothing.there()</script>");
  const test::OpenedPage page = test::open_page(file, 800);
  CHECK_THAT(page.console, Catch::Contains("nothing is not defined"));
  CHECK_THAT(page.network, Catch::Contains("http://127.0.0.1:9/x.png"));
}

TEST_CASE("a report can be printed") {
  if (!test::have_browser()) return test::skip("there is no chromium");
  const test::TemporaryDirectory folder;
  const auto file = folder.path() / "report.html", pdf = folder.path() / "report.pdf";
  write_text_file_atomically(file, report_page(test::report_for_test()));
  REQUIRE(test::print_page(file, pdf));
  CHECK(read_text_file(pdf).starts_with("%PDF"));
}
