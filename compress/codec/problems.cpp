#include "compress/codec/problems.h"

#include <fmt/format.h>

namespace asrg {
namespace {

const char* meaning(ProblemCode code) {
  switch (code) {
    case ProblemCode::not_an_archive: return "it is not a ZIP archive, is cut off, or has bytes before or behind the archive";
    case ProblemCode::damaged_archive: return "the ZIP directory is damaged";
    case ProblemCode::too_many_entries: return "the archive has more entries than any model";
    case ProblemCode::entry_too_large: return "an entry is larger than any model needs";
    case ProblemCode::entry_damaged: return "an entry cannot be read, or its checksum is wrong";
    case ProblemCode::entry_missing: return "an entry is missing";
    case ProblemCode::json_syntax: return "model.json is not valid JSON";
    case ProblemCode::json_too_deep: return "model.json is nested too deeply";
    case ProblemCode::not_a_model: return "model.json does not say that it is of format \"asrg\"";
    case ProblemCode::newer_version: return "the file has a newer format version than this program understands";
    case ProblemCode::field_missing: return "a field of model.json is missing or of the wrong type";
    case ProblemCode::field_range: return "a number in model.json is out of range";
    case ProblemCode::grid_too_large: return "the grid is larger than this program accepts";
    case ProblemCode::shader_weights: return "the shader weights are not the right number of finite halves";
    case ProblemCode::image_damaged: return "a PNG is damaged";
    case ProblemCode::image_kind: return "a PNG has not the kind or the size that model.json announces";
    case ProblemCode::octree_ends_early: return "the octree codes end before the octree is complete";
    case ProblemCode::bytes_left_over: return "an atlas has more bytes than its level needs";
    case ProblemCode::octree_empty_node: return "the octree has a brick or a split cell with nothing in it";
    case ProblemCode::count_differs: return "a count in model.json is not that of the octree";
    case ProblemCode::symbols_end_early: return "the symbols of a channel end early";
    case ProblemCode::symbol_range: return "a residual's symbol is out of range";
    case ProblemCode::unknown_entry: return "an entry is not known and was ignored";
    case ProblemCode::entry_compressed: return "an entry is compressed by ZIP once more, which costs bytes";
    case ProblemCode::padding: return "unused pixels or bits are not zero";
    case ProblemCode::empty_model: return "the model has no cell at all";
  }
  return "unknown problem";
}

}  // namespace

std::string Problem::number() const { return fmt::format("{}{:02}", severity() == Severity::error ? 'E' : 'W', static_cast<int>(code)); }

std::string Problem::sentence() const { return detail.empty() ? meaning(code) : fmt::format("{} ({})", meaning(code), detail); }

}  // namespace asrg
