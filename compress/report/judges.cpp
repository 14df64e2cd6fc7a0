#include "compress/report/judges.h"

#include "compress/model/judging_views.h"
#include "compress/scene/mask_names.h"
#include "cuda/core/error.h"
#include "cuda/core/say.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <set>

namespace asrg {
namespace {

/// K of "holdoutK"; 0 where the name is not of that form.
int holdout_of(const std::string& name) {
  int k = 0;
  const char* end = name.data() + name.size();
  if (!name.starts_with("holdout")) return 0;
  const auto [stop, error] = std::from_chars(name.data() + 7, end, k);
  return error == std::errc() && stop == end && k > 0 && k <= 1000000 ? k : 0;
}

std::string holdout_name(int k) { return k > 0 ? fmt::format("holdout{}", k) : "test"; }

/// Photos of another scene are told by their names alone; one word, since whoever renames a folder knows that.
void warn_of_another_scene(const JudgeOptions& o, const Judges& judges, const Provenance& provenance, const std::string& file) {
  const std::vector<std::string>& fitted = provenance.training_views;
  if (fitted.empty()) return;
  const std::set<std::string> names(judges.names.begin(), judges.names.end());
  if (std::none_of(fitted.begin(), fitted.end(), [&](const std::string& name) { return names.contains(name); })) {
    say("asrg: none of the {} photos that {} was fitted on ({}, ...) is in {}: is that another scene?\n", fitted.size(), file,
        fitted.front(), o.dataset.string());
  } else if (!provenance.dataset.empty() && provenance.dataset != judges.dataset) {
    say("asrg: {} was fitted on the data set {}, this one is called {}: is that another scene?\n", file, provenance.dataset,
        judges.dataset);
  }
}

}  // namespace

Judges load_judges(const JudgeOptions& o, const Provenance& provenance, const std::string& file) {
  const bool train = o.split == "train";
  if (!train && o.split != "test" && !o.split.empty() && holdout_of(o.split) == 0)
    throw Error(ErrorKind::arguments, fmt::format("--split {}: known are test, train and holdoutK, such as holdout8", o.split));
  SceneOptions options;
  options.downscale = o.downscale > 0 ? o.downscale : provenance.downscale;
  options.holdout = train ? provenance.holdout : holdout_of(o.split);
  options.mask_from_background = mask_of_name(o.mask.empty() ? provenance.mask_from_background : o.mask);
  options.origin_offset = provenance.origin_offset;
  options.load_train = train;
  options.load_test = !train;
  Scene scene = o.split.empty() ? load_judging_views(o.dataset, options, provenance) : load_scene(o.dataset, options);
  Judges judges{train ? std::move(scene.train) : std::move(scene.test), train ? "train" : holdout_name(options.holdout), scene.name,
                options.downscale, std::move(scene.names)};
  warn_of_another_scene(o, judges, provenance, file);
  if (o.warn)
    for (const auto& w : scene.warnings) say("asrg: {}\n", w);
  if (judges.views.empty())
    throw Error(ErrorKind::arguments,
                fmt::format("{} has no views to judge on: build with --holdout 8 and judge with --split holdout8, or use --split train",
                            o.dataset.string()));
  return judges;
}

bool JudgesOfModels::judge_also(const Loaded& loaded, const Provenance& built) const {
  const Provenance& other = loaded.built;
  const bool same_photos = (options_.downscale > 0 || built.downscale == other.downscale) && built.origin_offset == other.origin_offset &&
                           (!options_.mask.empty() || built.mask_from_background == other.mask_from_background);
  const bool same_split = loaded.judges.split == "test" || built.holdout == other.holdout || holdout_of(options_.split) > 0;
  return same_photos && same_split;
}

const Judges& JudgesOfModels::of(const Provenance& built, const std::string& file) {
  for (const Loaded& l : loaded_)
    if (judge_also(l, built)) {
      warn_of_another_scene(options_, l.judges, built, file);
      return l.judges;
    }
  loaded_.push_back({built, load_judges(options_, built, file)});
  return loaded_.back().judges;
}

void refuse_training_views(const Judges& judges, const Provenance& provenance, const std::string& file) {
  if (judges.split == "train") return;
  const std::set<std::string> trained(provenance.training_views.begin(), provenance.training_views.end());
  for (const View& v : judges.views)
    if (trained.contains(v.name))
      throw Error(
          ErrorKind::arguments,
          fmt::format("{} was fitted on {}, so that view cannot judge it: build with --holdout, or use --split train", file, v.name));
}

}  // namespace asrg
