#pragma once

#include <optional>
#include <string>

namespace asrg {

/// Reads progress from the output of COLMAP's programs, versions 3.6 to 3.9.
class ColmapProgress {
 public:
  /// @param photos number of photos
  explicit ColmapProgress(std::size_t photos) : photos_(photos) {}

  /// @param line of output
  /// @return the fraction of the program's work that is done, 0..1, where the line tells of more than any line before:
  ///  - feature_extractor: "Processed file [3/50]";
  ///  - matchers: "Matching block [1/7, 2/7] in 3.1s", "Matching block [2/9]", "Matching image [3/50]";
  ///  - mapper: "Registering image #12 (13)", of the model in work.
  std::optional<double> take(const std::string& line);
  /// The same as text: "photo 3 of 50".
  const std::string& words() const { return words_; }

 private:
  std::size_t photos_;
  double most_ = 0;
  std::string words_;
};

/// True where the mapper says in this line that it found no model.
bool says_no_model(const std::string& line);

}  // namespace asrg
