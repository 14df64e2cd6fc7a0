#pragma once

#include <optional>
#include <string>

namespace asrg {

/// What of its work COLMAP's programs tell on their output, in the words of versions 3.6 to 3.9.
class ColmapProgress {
 public:
  /// @param photos how many there are
  explicit ColmapProgress(std::size_t photos) : photos_(photos) {}

  /// @param line of any of its programs
  /// @return how much of that program's work is done, 0..1, where the line says something new of it:
  ///  - feature_extractor: "Processed file [3/50]";
  ///  - matchers: "Matching block [1/7, 2/7] in 3.1s", "Matching block [2/9]", "Matching image [3/50]";
  ///  - mapper: "Registering image #12 (13)", of the model in work.
  std::optional<double> take(const std::string& line);
  /// The same in words: "photo 3 of 50".
  const std::string& words() const { return words_; }

 private:
  std::size_t photos_;
  double most_ = 0;
  std::string words_;
};

/// Does the mapper say in this line that the photos do not make a model?
bool says_no_model(const std::string& line);

}  // namespace asrg
