#pragma once

#include <filesystem>
#include <string>

namespace asrg::test {

/// Is there a Chromium to open pages with?
bool have_browser();

/// What became of a page.
struct OpenedPage {
  std::string dom;      ///< after its scripts have run
  std::string console;  ///< what was said on its console, errors among it
  std::string network;  ///< requests that were not of the page itself or of its data: URIs, a line each
};

/// Opens a page in a headless Chromium without any network.
/// @param width of the window, pixels (500 at least: narrower ones are not had)
OpenedPage open_page(const std::filesystem::path& page, int width);

/// Prints a page on paper, as PDF. @return whether that went well
bool print_page(const std::filesystem::path& page, const std::filesystem::path& pdf);

}  // namespace asrg::test
