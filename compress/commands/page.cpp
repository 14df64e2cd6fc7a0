#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/io/file.h"
#include "compress/io/json_text.h"
#include "compress/io/output.h"
#include "compress/model/saved_views.h"
#include "compress/text/html.h"
#include "compress/page/page_text.h"
#include "compress/program/options.h"
#include "compress/text/units.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>

namespace asrg {
namespace {

namespace fs = std::filesystem;

struct PageOptions {
  std::vector<fs::path> files, results;
  fs::path output, views, index;
  std::string title, background;
  bool separate = false, json = false;
  DeviceOptions device;
};

/// @throws Error (arguments)
PageBackground parse_background(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "white") return glm::vec4(1);
  if (text == "black") return glm::vec4(0, 0, 0, 1);
  if (text == "transparent") return glm::vec4(0);
  unsigned rgb = 0;
  const char *begin = text.data() + 1, *end = text.data() + text.size();
  const bool colour = text.size() == 7 && text[0] == '#';
  if (const auto read = std::from_chars(colour ? begin : end, end, rgb, 16); !colour || read.ec != std::errc() || read.ptr != end)
    throw Error(ErrorKind::arguments, fmt::format("--background: {} is none of white, black, transparent, #rrggbb", text));
  return glm::vec4(glm::vec3(rgb >> 16, rgb >> 8 & 255, rgb & 255) / 255.0f, 1.0f);
}

/// The PSNR in a file that `asrg eval --json` wrote.
double read_quality(const fs::path& file) {
  const nlohmann::json json = nlohmann::json::parse(read_text_file(file), nullptr, false);
  if (json.is_object() && json.contains("psnr") && json["psnr"].is_number()) return json["psnr"].get<double>();
  throw Error(ErrorKind::io, fmt::format("{} holds no results of asrg eval --json", file.string()));
}

void check_options(const PageOptions& o) {
  if (o.index.empty() == o.files.empty()) throw Error(ErrorKind::arguments, "page needs .asrg files, or --index DIR, and not both");
  if (!o.results.empty() && o.results.size() != o.files.size())
    throw Error(ErrorKind::arguments,
                fmt::format("--results: {} files for {} models; there must be one a model", o.results.size(), o.files.size()));
  if (!o.index.empty() && (o.separate || !o.views.empty() || !o.results.empty()))
    throw Error(ErrorKind::arguments, "--index goes with none of --separate, --views, --results");
  check_output_file(o.output, FileKind::page);
}

std::string stem(const fs::path& file) { return file.stem().string(); }

void print_done(const PageOptions& o, std::size_t bytes, std::size_t models, const std::vector<std::string>& beside) {
  if (o.json)
    fmt::print("{}\n", json_text({{"file", o.output.string()}, {"bytes", bytes}, {"models", models}, {"beside", beside}}));
  else
    fmt::print("{}: {}, {} {}\n", o.output.string(), format_bytes(static_cast<std::int64_t>(bytes)), models,
               models == 1 ? "model" : "models");
}

/// The folder that a file lies in; never empty.
fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// The files to which the models are copied with --separate. @throws Error where two have one name, or a file of another kind has it
std::vector<fs::path> places_beside(const PageOptions& o) {
  std::vector<fs::path> places;
  std::set<std::string> names;
  for (const fs::path& file : o.files) {
    const fs::path place = folder_of(o.output) / file.filename();
    if (!names.insert(file.filename().string()).second)
      throw Error(ErrorKind::arguments, fmt::format("--separate: two models are called {}", file.filename().string()));
    check_output_file(place, FileKind::model);
    places.push_back(place);
  }
  return places;
}

int write_page(const PageOptions& o) {
  PageContent content;
  content.background = parse_background(o.background);
  const std::vector<fs::path> places = o.separate ? places_beside(o) : std::vector<fs::path>();
  if (!o.views.empty()) content.views = parse_saved_views(read_text_file(o.views), o.views.string());
  Model first;
  for (std::size_t i = 0; i < o.files.size(); ++i) {
    PageModel m{stem(o.files[i]), read_file(o.files[i]), 0, {}};
    Model decoded = decode_model(m.file, o.files[i].string());
    if (i == 0) first = std::move(decoded);
    if (!o.results.empty()) m.quality = read_quality(o.results[i]);
    if (o.separate) m.url = url_of(o.files[i].filename());
    content.models.push_back(std::move(m));
  }
  content.title = o.title.empty() ? content.models.front().name : o.title;
  content.lattice = first.topology.lattice;
  content.home = home_view(content.lattice, read_provenance(*first.provenance), 1);
  Device device = o.device.open();
  content.poster = poster_of(device, first, content.background);
  const std::string text = page_text(content);
  std::vector<std::string> beside;
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::error_code error;
    if (!fs::equivalent(places[i], o.files[i], error)) write_file_atomically(places[i], content.models[i].file);
    beside.push_back(places[i].string());
  }
  write_text_file_atomically(o.output, text);
  print_done(o, text.size(), content.models.size(), beside);
  return 0;
}

/// The .asrg files in a folder, sorted by name.
std::vector<fs::path> models_in(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".asrg") files.push_back(at->path());
  if (error) throw Error(ErrorKind::io, fmt::format("cannot read the folder {}: {}", folder.string(), error.message()));
  if (files.empty()) throw Error(ErrorKind::io, fmt::format("{} holds no .asrg files", folder.string()));
  std::sort(files.begin(), files.end());
  return files;
}

int write_index(const PageOptions& o) {
  const PageBackground background = parse_background(o.background);
  Device device = o.device.open();
  std::vector<CatalogueEntry> entries;
  const fs::path from = fs::absolute(folder_of(o.output));
  for (const fs::path& file : models_in(o.index)) {
    const Model model = load_model(file);
    fs::path page = file;
    page.replace_extension(".html");
    const bool has_page = fs::exists(page);
    if (!has_page) say("asrg: {} has no page: asrg page {} -o {}\n", stem(file), file.string(), page.string());
    const fs::path target = fs::absolute(has_page ? page : file).lexically_relative(from);
    entries.push_back({stem(file), url_of(target), poster_of(device, model, background),
                       format_bytes(static_cast<std::int64_t>(fs::file_size(file))) + (has_page ? "" : " (the file)")});
  }
  const std::string text = catalogue_text(o.title.empty() ? "Models" : o.title, entries);
  write_text_file_atomically(o.output, text);
  print_done(o, text.size(), entries.size(), {});
  return 0;
}

}  // namespace

void add_page(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<PageOptions>();
  CLI::App* c = app.add_subcommand("page", "Make an HTML page that shows models in any browser, also on phones");
  c->add_option("FILES", o->files, "the .asrg files; of several, one is shown at a time, or two with a divider between them");
  c->add_option("-o,--output", o->output, "OUT.html")->required();
  c->add_option("--title", o->title, "default: the first file's name");
  c->add_option("--background", o->background,
                "white, black, transparent (what is around the page shines through) or #rrggbb: the object alone, without surroundings; "
                "default: the model's own");
  c->add_option("--views", o->views, "saved views of the viewer (JSON), which become buttons");
  c->add_option("--results", o->results, "what asrg eval --json wrote of each model, in their order: the size buttons tell the PSNR, too");
  c->add_flag("--separate", o->separate,
              "a small page with the .asrg files beside it, for a web server: they are fetched, and drawn coarsely while they come");
  c->add_option("--index", o->index,
                "DIR: a page that lists the models in a folder; each leads to its page of the same name (DIR/NAME.html)");
  c->add_flag("--json", o->json, "print as JSON: file, bytes, models, beside");
  o->device.add_to(*c);
  c->footer(
      "In the address: ?view=2 begins at saved view 2, ?rotate=0 stands still, ?model=1, ?layer=normal, ?controls=0.\n"
      "Examples: asrg page shoe.asrg -o shoe.html --title \"A shoe\"\n"
      "          asrg page small.asrg large.asrg -o compare.html --separate --views shoe.views.json\n"
      "          asrg page --index models -o models/index.html");
  c->callback([o, &exit_code] {
    check_options(*o);
    exit_code = o->index.empty() ? write_page(*o) : write_index(*o);
  });
}

}  // namespace asrg
