#include "compress/codec/codec.h"
#include "compress/commands/command.h"
#include "compress/io/json_text.h"
#include "compress/program/exit_code.h"
#include "cuda/core/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace asrg {

void add_validate(CLI::App& app, int& exit_code) {
  struct Options {
    std::filesystem::path file;
    bool json = false;
  };
  auto o = std::make_shared<Options>();
  CLI::App* c = app.add_subcommand("validate", "Check a file and list everything that is wrong with it, by number");
  c->add_option("FILE", o->file, "the .asrg file")->required();
  c->add_flag("--json", o->json, "print as JSON: valid, problems [number, severity, sentence]");
  c->footer(
      "Exit code 0: usable (warnings, W50 and above, may be listed); 3: an error, E01..E49, was found; 2: the file cannot be read.\n"
      "Example: asrg validate shoe.asrg");
  c->callback([o, &exit_code] {
    const Problems problems = validate_model_file(o->file);
    nlohmann::json list = nlohmann::json::array();
    bool valid = true;
    for (const Problem& p : problems) {
      valid = valid && p.severity() != Severity::error;
      list.push_back(
          {{"number", p.number()}, {"severity", p.severity() == Severity::error ? "error" : "warning"}, {"sentence", p.sentence()}});
      if (!o->json) fmt::print("{} {}\n", p.number(), p.sentence());
    }
    if (o->json)
      fmt::print("{}\n", json_text({{"valid", valid}, {"problems", list}}));
    else if (problems.empty())
      fmt::print("{}: valid\n", o->file.string());
    exit_code = valid ? 0 : asrg::exit_code(ErrorKind::invalid_file);
  });
}

}  // namespace asrg
