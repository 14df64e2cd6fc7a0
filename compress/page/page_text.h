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
  std::string name;                ///< name for users
  std::vector<std::uint8_t> file;  ///< bytes of the .asrg file
  double quality = 0;              ///< PSNR by `asrg eval`, dB; 0: not known
  std::string url;                 ///< of the file, relative to the page; empty: the file is embedded in the page
};

/// The content of a page. viewer/web/page reads it as JSON.
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
