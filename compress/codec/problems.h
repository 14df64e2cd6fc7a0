#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace asrg {

/// What can be wrong with an .asrg file. The numbers are part of the user interface: they never change their meaning.
/// 1..49 are errors (written E01, E02, ...): the file cannot be used. From 50 on they are warnings (W50, ...): the file can be used without loss.
enum class ProblemCode : int {
  not_an_archive = 1,      ///< it is not a ZIP archive, is cut off, or has bytes before or behind the archive
  damaged_archive = 2,     ///< the ZIP directory contradicts itself
  too_many_entries = 3,    ///< the archive has more entries than any model
  entry_too_large = 4,     ///< an entry is larger than any model needs
  entry_damaged = 5,       ///< an entry cannot be read, or its checksum is wrong
  entry_missing = 6,       ///< an entry is missing
  json_syntax = 7,         ///< model.json is not valid JSON
  json_too_deep = 8,       ///< model.json is nested too deeply
  not_a_model = 9,         ///< model.json does not say that it is of format "asrg"
  newer_version = 10,      ///< the file has a newer format version than this program understands
  field_missing = 11,      ///< a field of model.json is missing or of the wrong type
  field_range = 12,        ///< a number in model.json is out of range
  grid_too_large = 13,     ///< the grid is larger than this program accepts
  shader_weights = 14,     ///< the shader weights are not the right number of finite halves
  image_damaged = 15,      ///< a PNG is damaged
  image_kind = 16,         ///< a PNG has not the kind or the size that model.json announces
  octree_ends_early = 17,  ///< the octree codes end before the octree is complete
  bytes_left_over = 18,    ///< an atlas has more bytes than its level needs
  octree_empty_node = 19,  ///< the octree has a brick or a split cell with nothing in it
  count_differs = 20,      ///< a count in model.json is not that of the octree
  symbols_end_early = 21,  ///< the symbols of a channel end early
  symbol_range = 22,       ///< a residual's symbol is out of range
  unknown_entry = 50,      ///< an entry is not known and was ignored
  entry_compressed = 51,   ///< an entry is compressed by ZIP once more, which costs bytes
  padding = 52,            ///< unused pixels or bits are not zero
  empty_model = 53,        ///< the model has no cell at all
};

enum class Severity { error, warning };

/// One thing that is wrong with a file.
struct Problem {
  ProblemCode code;
  std::string detail;  ///< where and what exactly; may be empty

  Severity severity() const { return static_cast<int>(code) < 50 ? Severity::error : Severity::warning; }
  /// "E07" or "W50"
  std::string number() const;
  /// One sentence without a full stop: what the code means, and the detail.
  std::string sentence() const;
};

/// Thrown within the codec where decoding cannot continue; the public functions turn it into Error or a list of problems.
struct ProblemError : std::runtime_error {
  explicit ProblemError(Problem p) : std::runtime_error(p.sentence()), problem(std::move(p)) {}
  ProblemError(ProblemCode code, std::string detail) : ProblemError(Problem{code, std::move(detail)}) {}
  Problem problem;
};

using Problems = std::vector<Problem>;

}  // namespace asrg
