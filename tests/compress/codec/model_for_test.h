#pragma once

#include "compress/codec/archive.h"
#include "compress/model/model.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace asrg::test {

/// A model with random leaves of up to `levels` levels, smooth coarse and sparse fine residuals, random shader and provenance.
Model random_model(std::uint32_t seed, int levels, glm::ivec3 base_bricks = glm::ivec3(2, 1, 2));

/// A model of one brick on two levels: a file of a few kilobytes.
Model tiny_model();

/// Whether all that a file holds is the same, bit by bit.
bool same(const Model& a, const Model& b);

/// The file with one entry changed by `change`; sizes and checksums of the archive are right again.
std::vector<std::uint8_t> with_entry(std::span<const std::uint8_t> file, const std::string& name,
                                     const std::function<void(std::vector<std::uint8_t>&)>& change);

/// The file with changed model.json.
std::vector<std::uint8_t> with_json(std::span<const std::uint8_t> file, const std::function<void(nlohmann::ordered_json&)>& change);

/// The file with other bytes in a level's atlas, whose number is announced rightly.
std::vector<std::uint8_t> with_atlas(std::span<const std::uint8_t> file, int level,
                                     const std::function<void(std::vector<std::uint8_t>&)>& change);

/// The file as older programs wrote it: without highlights, before version 4 without lobes and how a pixel is integrated, and, in versions 1 and 2, with the shader as Base64 in model.json.
std::vector<std::uint8_t> as_old_version(std::span<const std::uint8_t> file, int version);

/// What the atlas of a level holds.
std::vector<std::uint8_t> atlas_bytes(std::span<const std::uint8_t> file, int level);

nlohmann::ordered_json json_of(std::span<const std::uint8_t> file);

}  // namespace asrg::test
