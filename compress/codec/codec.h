#pragma once

#include "compress/codec/effort.h"
#include "compress/codec/problems.h"
#include "compress/model/model.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace asrg {

/// The bytes of an .asrg file (see FORMAT.md). Symbols are kept exactly, shader weights are rounded to halves, environment colours to 8
/// bits. Equal models give equal bytes.
/// @throws Error (runtime) where a number is not finite, a step is not positive, supersample is below 1 or the grid is larger than FileLimits
std::vector<std::uint8_t> encode_model(const Model& model, Effort effort);

/// The bytes of a level by content: the compressed size of each part of its atlas, compressed by itself.
struct EncodedSize {
  std::size_t octree = 0;
  std::array<std::size_t, Channels::count> channel{};
};

/// One entry per level; takes about as long as encode_model with Effort::fast.
/// @throws Error (runtime) as encode_model
std::vector<EncodedSize> encoded_sizes(const Model& model);

/// Rounds a model to exactly what decode_model(encode_model(model)) returns.
/// @throws Error (runtime) as encode_model
void round_model(Model& model);

/// The model in a file. Safe on untrusted input: sizes are checked before anything is unpacked. A grid takes up to 200 bytes of memory for each corner that
/// model.json announces, of which there are at most FileLimits::corners_in(file.size()).
/// @param name of the file in error messages, for instance its path
/// @throws Error (invalid_file), "NAME: problem E07: ..."; Error (unsupported) where the file has a newer format version
Model decode_model(std::span<const std::uint8_t> file, const std::string& name);

/// Writes a file, wholly or not at all.
/// @throws Error (io) naming the file; as encode_model
void save_model(const std::filesystem::path& path, const Model& model, Effort effort);

/// @throws Error (io) naming the file where it cannot be read; as decode_model
Model load_model(const std::filesystem::path& path);

/// Everything that is wrong with a file: all warnings, and the first error. Empty for a file without faults. Safe on untrusted input.
Problems validate_model_file(std::span<const std::uint8_t> file);
/// @throws Error (io) where the file cannot be read
Problems validate_model_file(const std::filesystem::path& path);

}  // namespace asrg
