#pragma once

#include "compress/model/saved_views.h"
#include "compress/page/home_view.h"
#include "compress/page/poster.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// A model of a page.
struct PageModel {
  std::string name;                ///< as people call it
  std::vector<std::uint8_t> file;  ///< bytes of the .asrg file
  double quality = 0;              ///< dB, of `asrg eval`; 0: not known
  std::string url;                 ///< where the file lies, relative to the page; empty: the file goes into the page
};

/// What a page shows. Its settings are what viewer/web/page reads.
struct PageContent {
  std::string title;
  PageBackground background;
  std::vector<PageModel> models;  ///< at least one
  SavedViews views;
  HomeView home;
  Lattice lattice;     ///< of the first model
  std::string poster;  ///< see poster_of()
};

/// The whole HTML file.
std::string page_text(const PageContent& content);

/// One model of a catalogue.
struct CatalogueEntry {
  std::string name, link, poster, note;
};

/// A page that lists models. HTML.
std::string catalogue_text(const std::string& title, std::span<const CatalogueEntry> entries);

}  // namespace asrg
