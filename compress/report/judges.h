#pragma once

#include "compress/model/provenance.h"
#include "compress/scene/scene.h"

#include <filesystem>
#include <list>
#include <string>
#include <vector>

namespace asrg {

/// Which views of a data set are to judge a model.
struct JudgeOptions {
  std::filesystem::path dataset;
  int downscale = 0;  ///< 0: as when the model was built
  std::string split;  ///< test, train, holdoutK; empty: test where the data set has such views, else those that were held out
  std::string mask;   ///< of --mask-from-background; empty: as when the model was built
  bool warn = true;   ///< say what the data set's reader warns of
};

/// The views to judge on.
struct Judges {
  std::vector<View> views;
  std::string split, dataset;
  int downscale = 1;
  std::vector<std::string> names = {};  ///< of all the data set's views
};

/// Loads them, and says on stderr what seems wrong with the data set.
/// @param built the model's provenance
/// @param file what to call the model in a sentence
/// @throws Error (arguments) where there are none (it says how to hold some out), or the split is unknown; as load_scene
Judges load_judges(const JudgeOptions& options, const Provenance& built, const std::string& file);

/// The same for several models: views that judge more than one of them are loaded once.
class JudgesOfModels {
 public:
  explicit JudgesOfModels(JudgeOptions options) : options_(std::move(options)) {}

  /// The reference stays valid as long as this object lives. @throws as load_judges()
  const Judges& of(const Provenance& built, const std::string& file);

 private:
  struct Loaded {
    Provenance built;
    Judges judges;
  };
  bool judge_also(const Loaded& loaded, const Provenance& built) const;

  JudgeOptions options_;
  std::list<Loaded> loaded_;
};

/// A model must not be judged by the photos it was fitted on, unless that is what was asked for.
/// @throws Error (arguments) naming the view
void refuse_training_views(const Judges& judges, const Provenance& built, const std::string& file);

}  // namespace asrg
