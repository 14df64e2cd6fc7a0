#include "tests/compress/report/browser.h"

#include "compress/io/file.h"
#include "tests/support.h"

#include <cstdlib>
#include <regex>
#include <sstream>

namespace asrg::test {
namespace {

std::string chromium(const std::filesystem::path& profile) {
  return "timeout 100 chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
         "--disable-component-update "
         "--disable-sync --virtual-time-budget=4000 --user-data-dir='" +
         profile.string() + "' ";
}

}  // namespace

bool have_browser() { return std::system("command -v chromium >/dev/null 2>&1") == 0; }

OpenedPage open_page(const std::filesystem::path& page, int width) {
  const TemporaryDirectory folder;
  const auto dom = folder.path() / "dom", said = folder.path() / "said", net = folder.path() / "net.json";
  const std::string line = chromium(folder.path() / "profile") + "--enable-logging=stderr --window-size=" + std::to_string(width) +
                           ",900 --log-net-log='" + net.string() + "' --dump-dom 'file://" + page.string() + "' >'" + dom.string() +
                           "' 2>'" + said.string() + "'";
  OpenedPage opened;
  if (std::system(line.c_str()) != 0) {
    opened.console = "chromium failed";
    return opened;
  }
  opened.dom = read_text_file(dom);
  std::istringstream lines(read_text_file(said));
  for (std::string l; std::getline(lines, l);)
    if (l.find("CONSOLE") != std::string::npos) opened.console += l + "\n";
  const std::string log = read_text_file(net);
  const std::regex url("\"url\":\"((?:https?|wss?)://[^\"]*)\"");
  // What the browser asks its maker for on its own account is not the page's.
  const std::regex own("https?://([a-z0-9-]+\\.)*(google|googleapis|gstatic|gvt1)\\.com/.*");
  for (std::sregex_iterator i(log.begin(), log.end(), url), end; i != end; ++i)
    if (const std::string found = (*i)[1]; !std::regex_match(found, own)) opened.network += found + "\n";
  return opened;
}

bool print_page(const std::filesystem::path& page, const std::filesystem::path& pdf) {
  const TemporaryDirectory folder;
  const std::string line =
      chromium(folder.path() / "profile") + "--print-to-pdf='" + pdf.string() + "' 'file://" + page.string() + "' >/dev/null 2>&1";
  return std::system(line.c_str()) == 0 && std::filesystem::exists(pdf);
}

}  // namespace asrg::test
