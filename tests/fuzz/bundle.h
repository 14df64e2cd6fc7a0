#pragma once

#include "tests/fuzz/fuzz.h"

namespace asrg::fuzz {

/// Several files as one input: each but the last is preceded by its size, two bytes.
std::vector<Bytes> unbundle(std::span<const std::uint8_t> bytes, std::size_t count);
Bytes bundle(std::span<const Bytes> files);

}  // namespace asrg::fuzz
