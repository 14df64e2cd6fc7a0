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

/// The bytes of an .asrg file (see FORMAT.md). Symbols are kept as they are, shader weights are rounded to halves, environment colours to 8
/// bits. Equal models give equal bytes.
/// @throws Error (runtime) where a number is not finite, a step is not positive, supersample is below 1 or the grid is beyond what a file may hold
std::vector<std::uint8_t> encode_model(const Model& model, Effort effort);

/// Where the bytes of a level go: what each piece of its atlas takes when it is deflated alone.
struct EncodedSize {
  std::size_t octree = 0;
  std::array<std::size_t, Channels::count> channel{};
};

/// One entry a level; about as fast as encode_model with Effort::fast.
/// @throws Error (runtime) as encode_model
std::vector<EncodedSize> encoded_sizes(const Model& model);

/// Changes a model to exactly what decode_model(encode_model(model)) returns.
/// @throws Error (runtime) where it has the wrong shape to be saved
void round_model(Model& model);

/// Safe on untrusted input. Everything is counted before it is unpacked. A grid takes up to 200 bytes of memory for each corner that model.json
/// announces, of which there are at most FileLimits::corners_in(file.size()).
/// @param name what to call the file in an error, e.g. its path
/// @throws Error (invalid_file), "NAME: problem E07: ..."; Error (unsupported) where the file has a newer format version
Model decode_model(std::span<const std::uint8_t> file, const std::string& name);

/// Writes a file, wholly or not at all.
/// @throws Error (io) naming the file; as encode_model
void save_model(const std::filesystem::path& path, const Model& model, Effort effort);

/// @throws Error (io) naming the file where it cannot be read; as decode_model
Model load_model(const std::filesystem::path& path);

/// Everything that is wrong with a file: all warnings, and the first error. Empty for a faultless file. Safe on untrusted input.
Problems validate_model_file(std::span<const std::uint8_t> file);
/// @throws Error (io) where the file cannot be read
Problems validate_model_file(const std::filesystem::path& path);

}  // namespace asrg
